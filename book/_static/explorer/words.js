/**
 * Every word of the explorer, one dictionary a language, chosen by the page's `lang`.
 *
 * A message is a whole sentence with {places} to fill, because word order differs. Lists are
 * indexed by number or by code.
 */
"use strict";

egdiExplorer.dictionaries = {
  en: {
    // The question
    question: "Your question",
    state: "Country",
    stateHint: "Type a name, in English or Vietnamese, or a code",
    stateNone: "No UN member state matches “{text}”.",
    stateCount: "{n} states match",
    group: "Compared within",
    place: "Place to reach",
    placeHint: "1 to {most}",
    edition: "Edition of",
    chosen: "States ticked by hand …",
    chosenLegend: "States to compare with ({n} ticked)",
    chosenFilter: "Show states with",
    kinds: {
      dated: "Groups in the region", world: "All states", region: "Regions",
      subregion: "Sub-regions", intermediate_region: "Parts of sub-regions",
      income_group_2025: "Income groups (World Bank, 2025)", flag: "UN categories",
    },
    groups: {
      "World": ["World", "the world"],
      "High income": ["High income", "the high income states"],
      "Upper middle income": ["Upper middle income", "the upper middle income states"],
      "Lower middle income": ["Lower middle income", "the lower middle income states"],
      "Low income": ["Low income", "the low income states"],
      "LDC": ["Least developed countries (LDC)", "the least developed countries"],
      "LLDC": ["Landlocked developing countries (LLDC)", "the landlocked developing countries"],
      "SIDS": ["Small island developing states (SIDS)", "the small island developing states"],
      "Americas": ["Americas", "the Americas"],
      "Caribbean": ["Caribbean", "the Caribbean"],
    },
    chosenGroup: "the {n} chosen states",
    inGroup: "in {group}",
    amongGroup: "among {group}",
    // The answer
    answer: "{state}: {chance} for {goal} in {edition}.",
    goalFirst: "the first place in {group}",
    goalBest: "a place among the best {k} of {group}",
    goalWorldFirst: "the first rank in the world",
    goalWorldBest: "a rank among the best {k} of the world",
    numbers: ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    chance: "{n} in 100",
    chanceLow: "fewer than 1 in 100",
    chanceHigh: "more than 99 in 100",
    chanceNone: "no chance in {draws} draws",
    chanceAll: "certain in all {draws} draws",
    percent: "{n} %",
    withSliders: "With your sliders. Without them: {chance}.",
    today: "In {edition}: {place} of {n} {where}, {rank} of {ranked} in the world; {gap}",
    todayWorld: "In {edition}: {rank} of {ranked} in the world; {gap}",
    gapShort: "{points} points short of {rival}, which holds the line.",
    gapOver: "{points} points above {rival}, the first behind the line.",
    gapLevel: "level with {rival}, which holds the line.",
    guest: "{state} is not a member of {group}; it is set beside its {n} members.",
    membersNow: "{group} has {n} members at the edition of {edition}; it had {before} in {origin}.",
    cardChance: "{goal}",
    cardPlace: "most likely place of {n}, in {chance} of the draws",
    cardRank: "middle world rank of {n}; four draws in five between {low} and {high}",
    cardScore: "middle score; four draws in five between {low} and {high}",
    cardLine: "middle of the line to beat; four draws in five between {low} and {high}",
    ordinal: { one: "{n}st", two: "{n}nd", few: "{n}rd", other: "{n}th" },
    // Sliders
    whatIf: "What if?",
    meaning: "A slider shifts a part in all {draws} draws: its surprises stay, and with them the " +
      "shock it shares with its rivals. It stops at 0 and 1. Fixing a part at one value would " +
      "take that shock away and give another chance.",
    echo: "Now: {chance}. Middle world rank {rank}, middle score {score}.",
    echoMoved: "With your sliders: {chance}, without them {before}. Middle world rank {rank}, middle score {score}.",
    own: "{state} in {edition}",
    rivalTitle: "A rival in {edition}",
    rival: "Rival",
    rivalNone: "choose one …",
    parts: ["Online services (OSI)", "Telecommunication (TII)", "Human capital (HCI)"],
    codes: ["OSI", "TII", "HCI"],
    shift: "{part}, shift in points",
    shiftExact: "{part}, shift in points, exact",
    middle: "{now} in {origin}; middle of the draws {middle}",
    reset: "Set all sliders to 0",
    // Points needed
    need: "What would it take?",
    needIntro: "Points still needed, beyond your sliders, in one part alone or in each of the " +
      "three, for {goal} in {edition}. Press a number to move the sliders there.",
    needPart: "{part} alone",
    needAll: "All three alike, each",
    needColumn: "for {n} in 100",
    needWhat: "Part",
    needHeld: "held",
    needNever: "not by this alone",
    needTry: "Shift {part} by {points} more",
    // Pictures
    pictures: "In pictures",
    figChances: "Chance of each place {where}, edition of {edition}",
    altChances: "Bars of the chance of each place of {state} {where} in {edition}: {list}.",
    figPlaces: "Place {where}, {first} to {edition}",
    altPlaces: "Line of the place of {state} {where} by edition, best on top: {list}; in " +
      "{edition} the middle of the draws is {middle}, four in five between {low} and {high}. The " +
      "target is place {k}.",
    figScores: "Score, and the line to place {k}",
    altScores: "Two lines by edition: the score of {state}, {score} in {origin} and {middle} in " +
      "the middle of the draws of {edition}; and the score of the state at place {k} among the " +
      "others, {line} and {lineMiddle}.",
    figParts: "Lead over {rival}, which held place {k} among the others in {origin}, by part",
    altParts: "Bars of the lead over {rival} in index points: {list}.",
    within: "best {k}",
    without: "without your sliders",
    target: "target: place {k}",
    lineLabel: ["line to", "place {k}"],
    newMethod: "new method",
    sum: "Sum",
    unexplained: "Not explained",
    points: "Index points",
    shadow: "Dotted lines mark editions that changed a definition.",
    figNote: "Known to {origin}; beyond it the middle of the draws, with the range of four draws " +
      "in five.",
    tickNote: "A hollow mark shows the chance without your sliders.",
    save: "Save as",
    saveAs: "Save “{figure}” as {ending}",
    numbersOf: "The numbers",
    // To take away
    take: "Take it with you",
    copyLink: "Copy the address of this question",
    copyNumbers: "Copy the numbers",
    download: "Download the numbers (CSV)",
    copied: "Copied.",
    copyFailed: "The browser does not let the page copy; mark the text and copy it.",
    brief: "The two-page brief on this question, from the book's folder:",
    parameters: "The parameters cell of a chapter:",
    csv: ["item", "edition", "state", "name", "value"],
    source: "UN E-Government Survey; draws of the book's model {model} from {origin}, edition of {edition}.",
    // States of the page
    shifts: "Parts shifted by hand: {list}.",
    loading: "Loading {file} …",
    failed: "The file {file} could not be loaded. It is made by `make book`, beside the pages; " +
      "without it the page has no numbers.",
    back: "Back to {question}",
    brief_question: "{state}, {group}, place {k}, {edition}",
    mean: "Did you mean",
    faults: {
      key: "The address asks for “{text}”, which this page does not know.",
      country: "The address names the country “{text}”, which is not the ISO code of a UN member state.",
      group: "The address names the group “{text}”, which this page does not know.",
      member: "The address names “{text}” in its group, which is not the ISO code of a UN member state.",
      few: "The group in the address holds no other state than {state}; name one more.",
      edition: "The address asks for the edition “{text}”; this page knows {list}.",
      place: "Place {text} says nothing among {n} states; choose a whole number from 1 to {most}.",
      shift: "The address shifts {part} by “{text}”; a shift is a number from −0.3 to 0.3.",
      rival: "The address names the rival “{text}”, which is not another state of the group.",
    },
  },

  vi: {
    question: "Câu hỏi của bạn",
    state: "Quốc gia",
    stateHint: "Gõ tên bằng tiếng Việt, tiếng Anh hoặc mã nước",
    stateNone: "Không có quốc gia thành viên Liên hợp quốc nào khớp với “{text}”.",
    stateCount: "{n} quốc gia phù hợp",
    group: "So sánh trong nhóm",
    place: "Thứ hạng cần đạt",
    placeHint: "từ 1 đến {most}",
    edition: "Kỳ khảo sát",
    chosen: "Tự chọn các nước …",
    chosenLegend: "Các nước để so sánh (đã chọn {n})",
    chosenFilter: "Tìm nước",
    kinds: {
      dated: "Nhóm nước trong khu vực", world: "Tất cả các nước", region: "Châu lục",
      subregion: "Tiểu vùng", intermediate_region: "Vùng nhỏ hơn",
      income_group_2025: "Nhóm thu nhập (Ngân hàng Thế giới, 2025)", flag: "Nhóm nước của Liên hợp quốc",
    },
    groups: {
      "World": ["Thế giới", "thế giới"],
      "South-East Asia": ["Đông Nam Á", "Đông Nam Á"],
      "Africa": ["Châu Phi", "châu Phi"],
      "Americas": ["Châu Mỹ", "châu Mỹ"],
      "Asia": ["Châu Á", "châu Á"],
      "Europe": ["Châu Âu", "châu Âu"],
      "Oceania": ["Châu Đại Dương", "châu Đại Dương"],
      "Australia and New Zealand": ["Australia và New Zealand", "Australia và New Zealand"],
      "Central Asia": ["Trung Á", "Trung Á"],
      "Eastern Asia": ["Đông Á", "Đông Á"],
      "Eastern Europe": ["Đông Âu", "Đông Âu"],
      "Latin America and the Caribbean": ["Mỹ Latinh và Caribe", "Mỹ Latinh và Caribe"],
      "Northern Africa": ["Bắc Phi", "Bắc Phi"],
      "Northern America": ["Bắc Mỹ", "Bắc Mỹ"],
      "Northern Europe": ["Bắc Âu", "Bắc Âu"],
      "Southern Asia": ["Nam Á", "Nam Á"],
      "Southern Europe": ["Nam Âu", "Nam Âu"],
      "Sub-Saharan Africa": ["Châu Phi cận Sahara", "châu Phi cận Sahara"],
      "Western Asia": ["Tây Á", "Tây Á"],
      "Western Europe": ["Tây Âu", "Tây Âu"],
      "Caribbean": ["Caribe", "Caribe"],
      "Central America": ["Trung Mỹ", "Trung Mỹ"],
      "Eastern Africa": ["Đông Phi", "Đông Phi"],
      "Middle Africa": ["Trung Phi", "Trung Phi"],
      "South America": ["Nam Mỹ", "Nam Mỹ"],
      "Southern Africa": ["Miền Nam châu Phi", "miền Nam châu Phi"],
      "Western Africa": ["Tây Phi", "Tây Phi"],
      "High income": ["Thu nhập cao", "nhóm nước thu nhập cao"],
      "Upper middle income": ["Thu nhập trung bình cao", "nhóm nước thu nhập trung bình cao"],
      "Lower middle income": ["Thu nhập trung bình thấp", "nhóm nước thu nhập trung bình thấp"],
      "Low income": ["Thu nhập thấp", "nhóm nước thu nhập thấp"],
      "LDC": ["Các nước kém phát triển nhất (LDC)", "nhóm nước kém phát triển nhất"],
      "LLDC": ["Các nước đang phát triển không có biển (LLDC)", "nhóm nước đang phát triển không có biển"],
      "SIDS": ["Các quốc đảo nhỏ đang phát triển (SIDS)", "nhóm quốc đảo nhỏ đang phát triển"],
    },
    chosenGroup: "{n} nước được chọn",
    inGroup: "trong {group}",
    amongGroup: "trong {group}",
    answer: "{state}: {chance} {goal} tại kỳ khảo sát năm {edition}.",
    goalFirst: "đứng đầu {group}",
    goalBest: "nằm trong {k} nước dẫn đầu {group}",
    goalWorldFirst: "đứng đầu thế giới",
    goalWorldBest: "nằm trong {k} nước dẫn đầu thế giới",
    numbers: ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"],
    chance: "xác suất {n}%",
    chanceLow: "xác suất dưới 1%",
    chanceHigh: "xác suất trên 99%",
    chanceNone: "không có trường hợp nào trong {draws} lần mô phỏng",
    chanceAll: "chắc chắn trong cả {draws} lần mô phỏng",
    percent: "{n}%",
    withSliders: "Theo các thanh trượt. Nếu không điều chỉnh: {chance}.",
    today: "Năm {edition}: {place} trên {n} nước {where}, {rank} trên {ranked} nước của thế giới; {gap}",
    todayWorld: "Năm {edition}: {rank} trên {ranked} nước của thế giới; {gap}",
    gapShort: "thấp hơn {points} điểm so với {rival}, nước giữ vạch mục tiêu.",
    gapOver: "cao hơn {points} điểm so với {rival}, nước đứng đầu phía sau vạch mục tiêu.",
    gapLevel: "bằng điểm {rival}, nước giữ vạch mục tiêu.",
    guest: "{state} không thuộc {group}; ở đây được xếp cạnh {n} thành viên của nhóm.",
    membersNow: "{group} có {n} thành viên tại kỳ khảo sát năm {edition}; năm {origin} có {before}.",
    cardChance: "{goal}",
    cardPlace: "thứ hạng dễ xảy ra nhất trong {n} nước, ở {chance} số lần mô phỏng",
    cardRank: "hạng thế giới ở giữa, trong {n} nước; bốn phần năm số lần nằm giữa {low} và {high}",
    cardScore: "điểm ở giữa; bốn phần năm số lần nằm giữa {low} và {high}",
    cardLine: "vạch mục tiêu ở giữa; bốn phần năm số lần nằm giữa {low} và {high}",
    ordinal: { other: "thứ {n}" },
    whatIf: "Nếu thay đổi thì sao?",
    meaning: "Thanh trượt dịch chuyển một thành phần trong cả {draws} lần mô phỏng: các biến động " +
      "bất ngờ vẫn giữ nguyên, kể cả cú sốc chung với các nước khác. Giá trị dừng ở 0 và 1. Nếu ấn " +
      "định một giá trị cố định thì cú sốc chung mất đi và xác suất sẽ khác.",
    echo: "Hiện tại: {chance}. Hạng thế giới ở giữa: {rank}, điểm ở giữa: {score}.",
    echoMoved: "Theo các thanh trượt: {chance}; nếu không điều chỉnh: {before}. Hạng thế giới ở giữa: {rank}, điểm ở giữa: {score}.",
    own: "{state} năm {edition}",
    rivalTitle: "Một nước cạnh tranh năm {edition}",
    rival: "Nước cạnh tranh",
    rivalNone: "chọn một nước …",
    parts: ["Dịch vụ công trực tuyến (OSI)", "Hạ tầng viễn thông (TII)", "Nguồn nhân lực (HCI)"],
    codes: ["OSI", "TII", "HCI"],
    shift: "{part}, dịch chuyển theo điểm",
    shiftExact: "{part}, dịch chuyển theo điểm, giá trị chính xác",
    middle: "{now} năm {origin}; giá trị ở giữa {middle}",
    reset: "Đưa mọi thanh trượt về 0",
    need: "Cần thêm bao nhiêu điểm?",
    needIntro: "Số điểm còn cần, ngoài các thanh trượt, ở riêng một thành phần hoặc ở cả ba thành " +
      "phần, để {goal} năm {edition}. Bấm vào một con số để dịch các thanh trượt đến đó.",
    needPart: "Chỉ {part}",
    needAll: "Cả ba như nhau, mỗi thành phần",
    needColumn: "để đạt {n}%",
    needWhat: "Thành phần",
    needHeld: "đã đạt",
    needNever: "riêng phần này không đủ",
    needTry: "Dịch {part} thêm {points}",
    pictures: "Bằng hình ảnh",
    figChances: "Xác suất của từng thứ hạng {where}, kỳ khảo sát năm {edition}",
    altChances: "Các thanh cho xác suất từng thứ hạng của {state} {where} năm {edition}: {list}.",
    figPlaces: "Thứ hạng {where}, {first} đến {edition}",
    altPlaces: "Đường thứ hạng của {state} {where} theo kỳ khảo sát, hạng tốt nhất ở trên: " +
      "{list}; năm {edition} giá trị ở giữa là {middle}, bốn phần năm số lần nằm giữa {low} và " +
      "{high}. Mục tiêu là thứ {k}.",
    figScores: "Điểm số và vạch của vị trí thứ {k}",
    altScores: "Hai đường theo kỳ khảo sát: điểm của {state}, {score} năm {origin} và {middle} ở " +
      "giữa các lần mô phỏng năm {edition}; và điểm của nước giữ vị trí thứ {k} trong các nước còn " +
      "lại, {line} và {lineMiddle}.",
    figParts: "Chênh lệch với {rival}, nước giữ vị trí thứ {k} trong các nước còn lại năm {origin}, theo thành phần",
    altParts: "Các thanh cho chênh lệch với {rival} tính bằng điểm chỉ số: {list}.",
    within: "{k} nước dẫn đầu",
    without: "khi không điều chỉnh",
    target: "mục tiêu: thứ {k}",
    lineLabel: ["vạch của", "vị trí thứ {k}"],
    newMethod: "đổi phương pháp",
    sum: "Tổng",
    unexplained: "Không giải thích được",
    points: "Điểm chỉ số",
    shadow: "Đường chấm đánh dấu các kỳ có thay đổi định nghĩa.",
    figNote: "Số liệu đã biết đến năm {origin}; sau đó là giá trị ở giữa các lần mô phỏng, kèm " +
      "khoảng của bốn phần năm số lần.",
    tickNote: "Dấu rỗng cho xác suất khi không điều chỉnh.",
    save: "Lưu thành",
    saveAs: "Lưu “{figure}” thành {ending}",
    numbersOf: "Số liệu",
    take: "Mang về sử dụng",
    copyLink: "Sao chép địa chỉ của câu hỏi này",
    copyNumbers: "Sao chép số liệu",
    download: "Tải số liệu (CSV)",
    copied: "Đã sao chép.",
    copyFailed: "Trình duyệt không cho phép sao chép; hãy bôi đen văn bản rồi sao chép.",
    brief: "Bản tóm tắt hai trang về câu hỏi này, chạy trong thư mục của sách:",
    parameters: "Ô tham số của một chương:",
    csv: ["mục", "kỳ khảo sát", "mã nước", "tên", "giá trị"],
    source: "Khảo sát Chính phủ điện tử của Liên hợp quốc; mô phỏng theo mô hình {model} của sách từ năm {origin}, kỳ khảo sát năm {edition}.",
    shifts: "Các thành phần đã điều chỉnh: {list}.",
    loading: "Đang tải {file} …",
    failed: "Không tải được tệp {file}. Tệp này do lệnh `make book` tạo ra, đặt cạnh các trang; " +
      "thiếu nó trang không có số liệu.",
    back: "Trở lại {question}",
    brief_question: "{state}, {group}, thứ {k}, {edition}",
    mean: "Có phải bạn muốn",
    faults: {
      key: "Địa chỉ hỏi “{text}”, trang này không biết mục đó.",
      country: "Địa chỉ nêu quốc gia “{text}”, đó không phải mã ISO của một quốc gia thành viên Liên hợp quốc.",
      group: "Địa chỉ nêu nhóm “{text}”, trang này không biết nhóm đó.",
      member: "Địa chỉ nêu “{text}” trong nhóm, đó không phải mã ISO của một quốc gia thành viên Liên hợp quốc.",
      few: "Nhóm trong địa chỉ không có nước nào khác ngoài {state}; hãy thêm một nước.",
      edition: "Địa chỉ hỏi kỳ khảo sát “{text}”; trang này biết {list}.",
      place: "Vị trí {text} không có nghĩa trong {n} nước; hãy chọn số nguyên từ 1 đến {most}.",
      shift: "Địa chỉ dịch {part} một lượng “{text}”; giá trị phải từ −0,3 đến 0,3.",
      rival: "Địa chỉ nêu nước cạnh tranh “{text}”, đó không phải một nước khác trong nhóm.",
    },
  },
};

/**
 * How to say things in one language.
 * @param {string} lang such as "vi" or "en-GB"
 */
egdiExplorer.speaker = (lang) => {
  const code = String(lang || "en").toLowerCase().split("-")[0];
  const known = egdiExplorer.dictionaries[code] ? code : "en";
  const words = egdiExplorer.dictionaries[known];
  const rules = new Intl.PluralRules(known, { type: "ordinal" });

  /** Fill the {places} of a message. @param {string} message @param {Object<string, any>} values */
  const fill = (message, values = {}) =>
    message.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));

  /** A number by locale. @param {number} value @param {number} digits */
  const number = (value, digits = 0) =>
    new Intl.NumberFormat(known, { minimumFractionDigits: digits, maximumFractionDigits: digits })
      .format(Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value)
      .replace("-", "\u2212");

  /** A number with its sign. */
  const signed = (value, digits = 3) => {
    const text = number(value, digits);
    return value > 0 && text !== number(0, digits) ? `+${text}` : text;
  };

  /** Whole percent, never quite 0 or 100 unless it is. */
  const percent = (share) => {
    const n = share > 0 && share < 0.01 ? "<1" : share > 0.99 && share < 1 ? ">99" : number(100 * share);
    return fill(words.percent, { n }).replace(" ", "\u00a0");
  };

  /** A chance as an answer. @param {number} share @param {number} draws */
  const chance = (share, draws) => {
    if (share === 0) return fill(words.chanceNone, { draws: number(draws) });
    if (share === 1) return fill(words.chanceAll, { draws: number(draws) });
    if (share < 0.01) return words.chanceLow;
    if (share > 0.99) return words.chanceHigh;
    return fill(words.chance, { n: number(100 * share) });
  };

  const ordinal = (n) => fill(words.ordinal[rules.select(n)] || words.ordinal.other, { n: number(n) });
  const list = (items) => new Intl.ListFormat(known, { type: "conjunction" }).format(items);
  const count = (n) => words.numbers[n] || number(n);
  return { code: known, words, fill, number, signed, percent, chance, ordinal, list, count };
};
