/* Adding up a column, exactly. */
#ifndef SUM_H
#define SUM_H

#include "table.h"

struct sum {
    size_t column; /* from 0 */
    long long thousandths;
    size_t added, skipped;
};

/* Whether the text is a number, then as thousandths in `value`. */
int thousandths(const char *text, size_t size, long long *value);

/* A row_handler whose context is a struct sum. */
void sum_row(void *context, const struct row *row);

#endif
