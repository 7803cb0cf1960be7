#include "sum.h"

#include <stdio.h>
#include <string.h>

static char shown[1000];
static int failed;

static void show(void *context, const struct row *row) {
    (void)context;
    for (size_t index = 0; index < row->count; index++) {
        snprintf(shown + strlen(shown), sizeof shown - strlen(shown), "[%s]", row->fields[index]);
    }
    strcat(shown, "\n");
}

/* Reads `text` in pieces of `size` bytes, and compares the rows, or what is wrong, with `expected`. */
static void reads(const char *name, const char *text, size_t size, size_t columns, const char *expected) {
    struct reader reader;
    shown[0] = '\0';
    reader_open(&reader, columns, show, NULL);
    for (size_t at = 0; at < strlen(text); at += size) {
        size_t left = strlen(text) - at;
        reader_feed(&reader, text + at, left < size ? left : size);
    }
    if (!reader_end(&reader)) strcat(shown, reader.error);
    if (strcmp(shown, expected) != 0) {
        failed = 1;
        printf("FAILED %s, pieces of %zu\nexpected:\n%s\nread:\n%s\n", name, size, expected, shown);
    } else {
        printf("ok %s\n", name);
    }
    reader_close(&reader);
}

int main(void) {
    reads("plain", "a;b\n\nc;;d\r\n", 100, 0, "[a][b]\n[c][][d]\n");
    reads("quoted", "\"a;\nb\";\"say \"\"x\"\"\"\n", 100, 0, "[a;\nb][say \"x\"]\n");
    reads("columns", "a;b\nc\n", 100, 2, "[a][b]\nrow 2: 1 fields, 2 expected");
    reads("not closed", "a\n\"b\n", 3, 0, "[a]\nrow 2: a quote is not closed");
    reads("cut anywhere", "\"a;b\";\"c\"\r\n", 4, 2, "[a;b][c]\n");
    reads("quotes, cut anywhere", "\"a \"\"b\"\" c\";d\r\n", 4, 0, "[a \"b\" c][d]\n");
    return failed;
}
