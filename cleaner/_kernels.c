/* Characters of lines -> counts and hashes; rows of numbers -> scores: what takes the most time, once more in C11.

   The reference is the Python that each function names; the results are the same to the last bit (whole numbers, or
   sums that are exact). Tables, weights and limits are handed over by `kernels.py`: no word of any language stands here.
   No state, no allocation: every array belongs to the caller, and any number of threads may be inside. */

#include "_core/kernels.h"

#include <string.h>

/* What a character is: flags, in the order of `text/columns.py`. */
enum {
    LETTER = 1, UPPER = 2, DIGIT = 4, SPACE = 8, SENTENCE = 16, COMMA = 32, QUOTE = 64, CLOSER = 128, UNSPACED = 256,
    JOINER = 512, SEPARATOR = 1024, UNSTOPPED = 2048, COLON = 4096
};
enum { FIRST_PLANE = 0x10000 };

/* Rows of the table of counts, in the order of `counted`. */
enum {
    BEGINS, CAPITALS, UPPERS, PAIRED, LETTERS, DIGITS, COMMAS, QUOTES, SENTENCES, SEPARATORS, ENDING, FIRST, DOTTED,
    SPACED_DOTS, COUNTS
};

#define STEP UINT64_C(0x100000001B3)
#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)

/* The source that this was made of: an older build is not used. */
#ifndef SOURCE
#define SOURCE 0
#endif

EXPORT uint32_t cleaner_source(void) { return SOURCE; }

static int within_word(uint16_t kind) { return (kind & (LETTER | DIGIT)) > (kind & UNSPACED); }

static uint64_t folded_of(uint32_t point, const uint64_t *folded)
{
    return folded[point < FIRST_PLANE ? point : FIRST_PLANE];
}

/* The counts of one line, which holds one character at least: that of its end. */
static void count_line(const uint32_t *points, const uint16_t *kinds, int64_t start, int64_t end, int32_t *found)
{
    memset(found, 0, COUNTS * sizeof *found);
    for (int64_t at = start; at < end; at++) {
        const uint16_t kind = kinds[at];
        if (within_word(kind)) {
            const int inner = at > start && (within_word(kinds[at - 1])
                || (at > start + 1 && (kinds[at - 1] & JOINER) && within_word(kinds[at - 2])));
            if (!inner) {
                found[BEGINS]++;
                found[CAPITALS] += (kind & UPPER) > 0;
            }
        }
        found[UPPERS] += (kind & UPPER) > 0;
        found[PAIRED] += (kind & UNSPACED) > 0;
        found[LETTERS] += (kind & LETTER) > 0;
        found[DIGITS] += (kind & DIGIT) > 0;
        found[COMMAS] += (kind & COMMA) > 0;
        found[QUOTES] += (kind & QUOTE) > 0;
        found[SENTENCES] += (kind & SENTENCE) && at + 1 < end && (kinds[at + 1] & (SPACE | CLOSER | UNSPACED));
        found[SEPARATORS] += (kind & SEPARATOR) > 0;
    }
    int64_t last = end - 2 > start ? end - 2 : start;
    for (int tries = 0; tries < 4 && last > start && (kinds[last] & (SPACE | CLOSER)); tries++)
        last--;
    const int64_t before = last > start ? last - 1 : start;
    const int dots = points[last] == '.' || points[last] == 0x2026;
    const int64_t second = points[before] == '.' && before > start ? before - 1 : before;
    const int64_t third = points[second] == '.' && second > start ? second - 1 : second;
    found[ENDING] = kinds[last];
    found[FIRST] = kinds[start];
    found[DOTTED] = points[last] == 0x2026 || (points[last] == '.' && points[before] == '.' && last > before);
    found[SPACED_DOTS] = dots && points[third] == ' ';
}

/* `counted` of text/columns.py: rows x lines. */
EXPORT int64_t cleaner_counts(const uint32_t *points, const uint16_t *kinds, const int64_t *starts, const int64_t *lengths,
                           int64_t lines, int32_t *table)
{
    for (int64_t line = 0; line < lines; line++) {
        int32_t found[COUNTS];
        count_line(points, kinds, starts[line], starts[line] + lengths[line], found);
        for (int row = 0; row < COUNTS; row++)
            table[row * lines + line] = found[row];
    }
    return 0;
}

/* `piece_tokens` of text/tokens.py; answers how many there are. The arrays have room for one a character. */
EXPORT int64_t cleaner_tokens(const uint32_t *points, const uint16_t *kinds, const int64_t *starts,
                              const int64_t *lengths, int64_t lines, const uint64_t *folded, int64_t content_letters,
                              uint64_t *word, int64_t *line_of, uint8_t *content)
{
    int64_t count = 0;
    for (int64_t line = 0; line < lines; line++) {
        const int64_t end = starts[line] + lengths[line];
        for (int64_t at = starts[line]; at < end; at++) {
            if (within_word(kinds[at])) {
                const int64_t begin = at;
                uint64_t sum = 0, power = 1;
                for (; at < end && within_word(kinds[at]); at++, power *= STEP)
                    sum += folded_of(points[at], folded) * power;
                word[count] = sum;
                content[count] = at - begin >= content_letters;
                line_of[count++] = line;
                at--;
            } else if ((kinds[at] & UNSPACED) && at + 1 < end && (kinds[at + 1] & UNSPACED)) {
                word[count] = folded_of(points[at], folded) * STEP + folded_of(points[at + 1], folded);
                content[count] = 1;
                line_of[count++] = line;
            }
        }
    }
    return count;
}

/* `piece_keys` of text/tokens.py. */
EXPORT int64_t cleaner_keys(const uint32_t *points, const uint16_t *kinds, const int64_t *starts, const int64_t *lengths,
                         int64_t lines, const uint64_t *folded, int64_t twin_letters, int64_t longest_form,
                         uint64_t *exact, uint64_t *masked, uint64_t *beginning)
{
    for (int64_t line = 0; line < lines; line++) {
        const int64_t end = starts[line] + lengths[line];
        uint64_t sum = 0, power = 1, form = 0, form_power = 1, begun = 0;
        int64_t letters = 0;
        int after_digit = 0;
        for (int64_t at = starts[line]; at < end; at++) {
            if (!(kinds[at] & (LETTER | DIGIT)))
                continue;
            const int digit = (kinds[at] & DIGIT) > 0;
            const uint64_t value = folded_of(points[at], folded);
            sum += value * power;
            power *= STEP;
            if (++letters == twin_letters)
                begun = sum;
            if (!(digit && after_digit)) {
                form += (digit ? MULTIPLIER : value) * form_power;
                form_power *= STEP;
            }
            after_digit = digit;
        }
        exact[line] = sum;
        masked[line] = lengths[line] <= longest_form ? form : sum;
        beginning[line] = begun;
    }
    return 0;
}

/* What a character may be part of, as flags of `HINTS` in text/judge.py. */
enum { AT_SIGN = 1, ADDRESS_SIGN = 2, SIGN = 4, POINT = 8, W = 16, DOMAIN_LETTER = 32 };
/* What a line may hold. */
enum { MAY_BE_MAIL = 1, MAY_BE_ADDRESS = 2, MAY_BE_SIGN = 4, MAY_BE_NUMBER = 8, MAY_BE_BOXED = 16 };

typedef struct {
    const int32_t *weights;
    int shift;
    int64_t total, count;
} Sum;

static void take(Sum *sum, uint64_t feature)
{
    sum->total += sum->weights[(feature * MULTIPLIER) >> sum->shift];
    sum->count++;
}

/* For each line the sum of the weights of its textual features and their number, as `features_of` of text/judge.py has
   them, and what the line may hold. `marks`: of a word, a first word, a last word, a pair, a run of characters. */
EXPORT int64_t cleaner_judge(const uint32_t *points, const uint16_t *kinds, const int64_t *starts, const int64_t *lengths,
                          int64_t lines, const uint64_t *folded, const uint8_t *hints, const int32_t *weights,
                          int64_t bits, int64_t number_digits, const uint64_t *marks, int64_t *total, int64_t *count,
                          uint8_t *may)
{
    for (int64_t line = 0; line < lines; line++) {
        const int64_t start = starts[line], end = start + lengths[line];
        Sum sum = {weights, (int)(64 - bits), 0, 0};
        uint64_t ring[4] = {0}, word = 0, power = 1, before = 0;
        int64_t words = 0, digits = 0, w = 0;
        int in_word = 0, point = 0;
        uint8_t held = 0;
        for (int64_t at = start; at < end; at++) {
            const uint16_t kind = kinds[at];
            const uint8_t hint = hints[points[at] < FIRST_PLANE ? points[at] : FIRST_PLANE];
            const uint64_t mixed =
                kind & DIGIT ? MULTIPLIER : kind & SPACE ? 0 : folded_of(points[at], folded);
            const int64_t place = at - start;
            uint64_t done = 0;
            int ended = 0;

            if (within_word(kind)) {
                if (!in_word) {
                    word = 0;
                    power = 1;
                    in_word = 1;
                }
                word += mixed * power;
                power *= STEP;
            } else {
                if (in_word) {
                    done = word;
                    ended = 1;
                    in_word = 0;
                }
            }
            for (int step = 0; step < 2; step++) { /* a word that ended here; then a pair that ended here */
                if (step) {
                    ended = place > 0 && (kind & UNSPACED) && (kinds[at - 1] & UNSPACED);
                    done = ended ? ring[(place - 1) & 3] * STEP + mixed : 0;
                }
                if (!ended)
                    continue;
                take(&sum, done ^ marks[0]);
                if (words++)
                    take(&sum, (before * STEP + done) ^ marks[3]);
                else
                    take(&sum, done ^ marks[1]);
                before = done;
            }

            ring[place & 3] = mixed;
            if (place >= 3) {
                const uint64_t run = ((ring[(place - 3) & 3] * STEP + ring[(place - 2) & 3]) * STEP
                                      + ring[(place - 1) & 3]) * STEP + mixed;
                take(&sum, run ^ marks[4]);
            }

            digits = kind & DIGIT ? digits + 1 : 0;
            w = hint & W ? w + 1 : 0;
            if (digits >= number_digits)
                held |= MAY_BE_NUMBER;
            if (hint & AT_SIGN)
                held |= MAY_BE_MAIL;
            if (hint & SIGN)
                held |= MAY_BE_SIGN;
            if ((hint & ADDRESS_SIGN) || w >= 3 || (point && (hint & DOMAIN_LETTER)))
                held |= MAY_BE_ADDRESS;
            point = hint & POINT;
        }
        if (words)
            take(&sum, before ^ marks[2]);
        if (points[start] == '(' || points[start] == '[' || points[start] == '{')
            held |= MAY_BE_BOXED;
        total[line] = sum.total;
        count[line] = sum.count;
        may[line] = held;
    }
    return 0;
}

/* How many of the limits a value reaches: numpy's searchsorted from the right. */
static int64_t reached(double value, const double *limits, int64_t many)
{
    int64_t at = 0;
    while (at < many && limits[at] <= value)
        at++;
    return at;
}

/* `kind_of` of text/judge.py. */
static int kind_of(uint16_t kind)
{
    return kind & LETTER ? (kind & UPPER) > 0 : kind & DIGIT ? 2 : kind & SPACE ? 3 : 4;
}

static int64_t at_most(int64_t value, int64_t most) { return value < most ? value : most; }

/* For each line the sum of the weights of its shapes, as `shapes_of` of text/judge.py numbers them. `held`: lines x
   flags, whether it is boxed and what patterns found in it. */
EXPORT int64_t cleaner_judge_shapes(const uint32_t *points, const uint16_t *kinds, const int64_t *starts,
                                 const int64_t *lengths, int64_t lines, const uint8_t *held, int64_t flags,
                                 const double *sizes, int64_t many_sizes, const double *shares, int64_t many_shares,
                                 const int64_t *limits, const int32_t *weights, int64_t *total)
{
    enum { UNSPACED_WORD, UNSTOPPED_WORDS, SHORT, SOME, LONG };
    for (int64_t line = 0; line < lines; line++) {
        const int64_t start = starts[line], end = start + lengths[line];
        int32_t found[COUNTS];
        count_line(points, kinds, start, end, found);
        const float begins = (float)found[BEGINS], letters = (float)(found[LETTERS] > 1 ? found[LETTERS] : 1);
        const float characters = (float)(lengths[line] - 1);
        const float words = begins + (float)found[PAIRED] / (float)limits[UNSPACED_WORD];
        const int stopped = ((found[ENDING] & SENTENCE) && !found[SPACED_DOTS])
            || ((found[ENDING] & UNSTOPPED) && words >= (float)limits[UNSTOPPED_WORDS]);
        const int64_t size = reached(words, sizes, many_sizes), brief = at_most(size, limits[SHORT]);
        const int some = brief >= limits[SOME], many = brief >= limits[LONG];
        const int64_t share = many_shares + 1;
        const struct { int64_t value, values; } shapes[] = {
            {size * 2 + stopped, 2 * (many_sizes + 1)},
            {brief * share + reached((float)found[CAPITALS] / (begins > 1 ? begins : 1), shares, many_shares),
             (limits[SHORT] + 1) * share},
            {reached((float)found[UPPERS] / letters, shares, many_shares) * 2 + some, 2 * share},
            {reached((float)found[DIGITS] / (characters > 1 ? characters : 1), shares, many_shares) * 2 + some, 2 * share},
            {((found[ENDING] & COLON) > 0) * 2 + found[DOTTED], 4},
            {kind_of(kinds[start]) * 2 + stopped, 10},
            {kind_of(kinds[end - 2 > start ? end - 2 : start]) * 2 + some, 10},
            {at_most(found[SEPARATORS], 3), 4},
            {at_most(found[QUOTES], 3) * 2 + stopped, 8},
            {at_most(found[SENTENCES], 4), 5},
            {held[line * flags] * 2 + stopped, 4},
        };
        const int32_t *from = weights;
        int64_t sum = 0;
        for (size_t at = 0; at < sizeof shapes / sizeof *shapes; at++) {
            sum += from[shapes[at].value];
            from += shapes[at].values;
        }
        for (int64_t flag = 1; flag < flags; flag++, from += 4)
            sum += from[held[line * flags + flag] * 2 + many];
        total[line] = sum;
    }
    return 0;
}

/* Where a number stands in a sorted table; -1 where it does not. */
static int64_t place_in(const uint64_t *table, int64_t size, uint64_t number)
{
    int64_t low = 0, high = size;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (table[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < size && table[low] == number ? low : -1;
}

/* `uses_of` of main_content/text/topic.py. `keys`: a number for each word of the page, sorted, whose lower bits are its
   place; `word`, `line_of` and `content` by place. Answers how many uses there are; `number` and `often` have one entry
   for each of the page's words, whose number is written behind them in `often`. */
EXPORT int64_t cleaner_uses(const uint64_t *keys, int64_t size, int64_t bits, const uint64_t *word, const int64_t *line_of,
                         const uint8_t *content, int64_t *use_word, int64_t *use_line, int64_t *use_count,
                         uint8_t *use_content, uint64_t *number, int64_t *often)
{
    const uint64_t mask = (UINT64_C(1) << bits) - 1;
    int64_t uses = 0, words = 0;
    for (int64_t at = 0; at < size; at++) {
        const int64_t place = (int64_t)(keys[at] & mask);
        const int fresh = !at || keys[at] >> bits != keys[at - 1] >> bits;
        if (fresh) {
            number[words] = word[place];
            often[words++] = 0;
        }
        if (fresh || line_of[place] != use_line[uses - 1]) {
            use_word[uses] = words - 1;
            use_line[uses] = line_of[place];
            use_content[uses] = content[place];
            use_count[uses++] = 0;
        }
        use_count[uses - 1]++;
        often[words - 1]++;
    }
    often[size] = words;
    return uses;
}

/* Rows of what `cleaner_spread` answers, in the order of `Spread` of main_content/text/topic.py. */
enum { IN_RUN, IN_LEDE, NEAR_BEFORE, NEAR_AFTER, ALONE, GRAMMAR, COMMON, SPREAD_ROWS };
enum { MOST_COMMON = 64, FREQUENT = 2 };

/* `spread_of` of main_content/text/topic.py and `lean_rows` of lexicon.py: rows x lines each. `logs`: for each word of
   the page how much it tells; `flags`: rows x lines, which are prose, of the body, of the lede; `per_word`: room for
   four numbers a word, `per_line`: for three a line and one more. */
EXPORT int64_t cleaner_spread(const int64_t *use_word, const int64_t *use_line, const int64_t *use_count,
                           const uint8_t *use_content, int64_t uses, const uint64_t *number, int64_t words,
                           const double *logs, int64_t lines, const uint8_t *flags, const uint64_t *stop_words,
                           int64_t many_stop_words, const uint64_t *lexicon, const float *leans, int64_t many_leans,
                           int64_t near, int64_t common_words, const int64_t *widths, int64_t many_widths,
                           double *per_word, double *per_line, double *sums, double *lean)
{
    const uint8_t *prose = flags, *body = flags + lines, *lede = flags + 2 * lines;
    double *in_body = per_word, *in_lede = per_word + words, *in_prose = per_word + 2 * words, *listed = in_prose;
    double *leaning = per_word + 3 * words;
    double *size = per_line, *total = per_line + lines, *up_to = per_line + 2 * lines;
    double *lean_a_word = lean + lines, *lean_against = lean + 2 * lines, *window = lean + 3 * lines;
    int64_t common[MOST_COMMON], many = 0;

    memset(per_word, 0, (size_t)words * 3 * sizeof *per_word);
    memset(per_line, 0, (size_t)lines * 2 * sizeof *per_line);
    memset(sums, 0, (size_t)lines * SPREAD_ROWS * sizeof *sums);
    memset(lean, 0, (size_t)lines * 3 * sizeof *lean);
    for (int64_t at = 0; at < uses; at++) {
        const int64_t word = use_word[at], line = use_line[at];
        in_body[word] += body[line];
        in_lede[word] += lede[line];
        in_prose[word] += (double)(use_count[at] * prose[line]);
        size[line] += (double)use_count[at];
        total[line] += logs[word] * use_content[at] * (double)use_count[at];
    }
    for (int64_t word = 0; word < words; word++) { /* the most frequent, of equals the first */
        const int64_t known = place_in(lexicon, many_leans, number[word]);
        leaning[word] = known < 0 ? 0.0 : (double)leans[known];
        if (in_prose[word] <= 1 || (many == common_words && in_prose[word] <= in_prose[common[many - 1]]))
            continue;
        int64_t at = many < common_words ? many++ : many - 1;
        for (; at > 0 && in_prose[common[at - 1]] < in_prose[word]; at--)
            common[at] = common[at - 1];
        common[at] = word;
    }
    for (int64_t word = 0; word < words; word++)
        listed[word] = place_in(stop_words, many_stop_words, number[word]) >= 0;
    for (int64_t at = 0; at < many; at++)
        listed[common[at]] += FREQUENT;

    for (int64_t at = 0; at < uses; at++) {
        const int64_t word = use_word[at], line = use_line[at];
        const double count = (double)use_count[at], weight = logs[word] * use_content[at] * count;
        const int first = !at || use_word[at - 1] != word, last = at + 1 == uses || use_word[at + 1] != word;
        const int lists = (int)listed[word];
        sums[IN_RUN * lines + line] += weight * (in_body[word] > body[line]);
        sums[IN_LEDE * lines + line] += weight * (in_lede[word] > lede[line]);
        sums[NEAR_BEFORE * lines + line] += weight * (!first && line - use_line[at - 1] <= near);
        sums[NEAR_AFTER * lines + line] += weight * (!last && use_line[at + 1] - line <= near);
        sums[ALONE * lines + line] += weight * (first && last);
        sums[GRAMMAR * lines + line] += count * (lists % FREQUENT);
        sums[COMMON * lines + line] += count * (lists / FREQUENT);
        lean[line] += leaning[word];
        lean_against[line] += leaning[word] < 0 ? leaning[word] : 0;
    }
    up_to[0] = 0;
    for (int64_t line = 0; line < lines; line++) {
        const double of_size = size[line] > 1 ? size[line] : 1, of_total = total[line] > 1e-6 ? total[line] : 1e-6;
        for (int row = 0; row < SPREAD_ROWS; row++)
            sums[row * lines + line] /= row < GRAMMAR ? of_total : of_size;
        lean_a_word[line] = lean[line] / of_size;
        up_to[line + 1] = up_to[line] + lean[line];
    }
    for (int64_t at = 0; at < many_widths; at++, window += 2 * lines)
        for (int64_t line = 0; line < lines; line++) {
            const int64_t low = line > widths[at] ? line - widths[at] : 0;
            const int64_t high = at_most(line + 1 + widths[at], lines);
            window[line] = (up_to[line] - up_to[low]) / (double)widths[at];
            window[lines + line] = (up_to[high] - up_to[line + 1]) / (double)widths[at];
        }
    return 0;
}

/* A place of a table of numbers with `size` places, a power of two: that of the number, or a free one. */
static int64_t slot_of(const int64_t *table, int64_t size, const uint64_t *numbers, uint64_t number)
{
    uint64_t at = (number * MULTIPLIER) >> 16;
    while (table[at & (uint64_t)(size - 1)] >= 0 && numbers[table[at & (uint64_t)(size - 1)]] != number)
        at++;
    return (int64_t)(at & (uint64_t)(size - 1));
}

/* For each line how many of those that `counted` flags have its number; 0 where the number is 0. `first`: which line
   has its number first; room for `size` entries in `table`, for `lines` in `often`. */
static void same(const uint64_t *numbers, int64_t lines, const uint8_t *counted, int64_t *table, int64_t size,
                 int64_t *often, uint8_t *first, int64_t *answer)
{
    memset(table, 0xFF, (size_t)size * sizeof *table);
    memset(often, 0, (size_t)lines * sizeof *often);
    for (int64_t line = 0; line < lines; line++) {
        const int64_t slot = slot_of(table, size, numbers, numbers[line]);
        const int fresh = table[slot] < 0;
        if (fresh)
            table[slot] = line;
        if (first)
            first[line] = (uint8_t)fresh;
        often[table[slot]] += counted ? counted[line] : 1;
    }
    for (int64_t line = 0; line < lines; line++)
        answer[line] = numbers[line] ? often[table[slot_of(table, size, numbers, numbers[line])]] : 0;
}

/* `repetition` of main_content/text/columns.py. `size`: a power of two, twice as many as there are lines at least. */
EXPORT int64_t cleaner_repetition(const uint64_t *exact, const uint64_t *beginning, const uint64_t *masked, int64_t lines,
                               int64_t *table, int64_t size, int64_t *often, uint64_t *begins, int64_t *repeats,
                               int64_t *twins, int64_t *forms, uint8_t *first)
{
    same(exact, lines, 0, table, size, often, first, repeats);
    for (int64_t line = 0; line < lines; line++)
        begins[line] = beginning[table[slot_of(table, size, exact, exact[line])]];
    same(begins, lines, first, table, size, often, 0, twins);
    for (int64_t line = 0; line < lines; line++)
        twins[line] -= begins[line] != 0;
    same(masked, lines, 0, table, size, often, 0, forms);
    return 0;
}

/* `Trees.score` of main_content/html/model.py and main_content/text/model.py without the bias. `rows`: features x lines; `feature`, `border`: levels x
   trees; `leaf`: trees x 2 ** levels. */
EXPORT int64_t cleaner_trees(const float *rows, int64_t lines, const int64_t *feature, const float *border,
                          const double *leaf, int64_t levels, int64_t trees, double *score)
{
    enum { AT_ONCE = 256 };
    uint8_t place[AT_ONCE];
    memset(score, 0, (size_t)lines * sizeof *score);
    for (int64_t first = 0; first < lines; first += AT_ONCE) {
        const int64_t size = lines - first < AT_ONCE ? lines - first : AT_ONCE;
        for (int64_t tree = 0; tree < trees; tree++) {
            memset(place, 0, sizeof place);
            for (int64_t level = 0; level < levels; level++) {
                const float *row = rows + feature[level * trees + tree] * lines + first;
                const float limit = border[level * trees + tree];
                for (int64_t at = 0; at < size; at++)
                    place[at] |= (uint8_t)((row[at] > limit) << level);
            }
            const double *leaves = leaf + (tree << levels);
            for (int64_t at = 0; at < size; at++)
                score[first + at] += leaves[place[at]];
        }
    }
    return 0;
}
