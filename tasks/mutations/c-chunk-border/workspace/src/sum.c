#include "sum.h"

int thousandths(const char *text, size_t size, long long *value) {
    size_t at = 0, digits = 0, decimals = 0;
    int negative = size > 0 && text[0] == '-';
    long long number = 0;
    for (at = (size_t)negative; at < size && text[at] >= '0' && text[at] <= '9'; at++) {
        if (++digits > 15) return 0;
        number = 10 * number + (text[at] - '0');
    }
    if (digits == 0) return 0;
    if (at < size && text[at] == '.') {
        for (at++; at < size && text[at] >= '0' && text[at] <= '9' && decimals < 3; at++, decimals++) {
            number = 10 * number + (text[at] - '0');
        }
        if (decimals == 0) return 0;
    }
    if (at != size) return 0;
    for (; decimals < 3; decimals++) number *= 10;
    *value = negative ? -number : number;
    return 1;
}

void sum_row(void *context, const struct row *row) {
    struct sum *sum = context;
    long long value;
    if (sum->column < row->count && thousandths(row->fields[sum->column], row->sizes[sum->column], &value)) {
        sum->thousandths += value;
        sum->added++;
    } else {
        sum->skipped++;
    }
}
