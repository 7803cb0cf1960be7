/* tally COLUMN [FILE]: adds up a column, from 1, of a table. */

#include "sum.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments) {
    static char piece[4096];
    struct sum sum = {0};
    struct reader reader;
    if (count < 2 || count > 3 || atoi(arguments[1]) < 1) {
        fputs("usage: tally COLUMN [FILE]\n", stderr);
        return 2;
    }
    FILE *file = count == 3 ? fopen(arguments[2], "rb") : stdin;
    if (file == NULL) {
        perror(arguments[2]);
        return 1;
    }
    sum.column = (size_t)atoi(arguments[1]) - 1;
    reader_open(&reader, 0, sum_row, &sum);
    size_t size;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0 && reader_feed(&reader, piece, size)) {
    }
    if (!reader_end(&reader)) {
        fprintf(stderr, "error: %s\n", reader.error);
        return 1;
    }
    long long whole = sum.thousandths / 1000, rest = sum.thousandths % 1000;
    printf("%s%lld.%03lld of %zu, %zu skipped\n", sum.thousandths < 0 && whole == 0 ? "-" : "", whole, rest < 0 ? -rest : rest, sum.added, sum.skipped);
    reader_close(&reader);
    return 0;
}
