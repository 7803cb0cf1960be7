/* Reading tables piece by piece. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

/* One row: its fields, which live until the handler returns. */
struct row {
    size_t number;
    size_t count;
    char **fields;
    size_t *sizes;
};

typedef void row_handler(void *context, const struct row *row);

enum place { FIELD_BEGINS, PLAIN, QUOTED, QUOTE_SEEN };

struct reader {
    row_handler *handler;
    void *context;
    size_t columns; /* 0: any number */
    enum place place;
    int carriage;   /* a carriage return that may be part of a line end was the last character */
    char *text;     /* the fields of the row so far, one behind the other */
    size_t used, room;
    size_t *ends;
    size_t count, space;
    size_t rows;
    char error[80]; /* empty: all is well */
};

void reader_open(struct reader *reader, size_t columns, row_handler *handler, void *context);

/* Takes the next piece; 0 when the table is wrong, which is said in `error`. */
int reader_feed(struct reader *reader, const char *piece, size_t size);

/* Takes the end of the file. */
int reader_end(struct reader *reader);

void reader_close(struct reader *reader);

#endif
