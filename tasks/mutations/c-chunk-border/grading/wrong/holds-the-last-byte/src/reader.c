#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reader_open(struct reader *reader, size_t columns, row_handler *handler, void *context) {
    memset(reader, 0, sizeof *reader);
    reader->columns = columns;
    reader->handler = handler;
    reader->context = context;
}

void reader_close(struct reader *reader) {
    free(reader->text);
    free(reader->ends);
    memset(reader, 0, sizeof *reader);
}

static void *grown(void *memory, size_t size) {
    void *more = realloc(memory, size);
    if (more == NULL) {
        fputs("out of memory\n", stderr);
        exit(3);
    }
    return more;
}

static void put(struct reader *reader, char character) {
    if (reader->used == reader->room) {
        reader->room = reader->room ? 2 * reader->room : 64;
        reader->text = grown(reader->text, reader->room);
    }
    reader->text[reader->used++] = character;
}

static void end_field(struct reader *reader) {
    put(reader, '\0');
    if (reader->count == reader->space) {
        reader->space = reader->space ? 2 * reader->space : 8;
        reader->ends = grown(reader->ends, reader->space * sizeof *reader->ends);
    }
    reader->ends[reader->count++] = reader->used;
    reader->place = FIELD_BEGINS;
}

static int wrong(struct reader *reader, const char *what) {
    snprintf(reader->error, sizeof reader->error, "row %zu: %s", reader->rows + 1, what);
    return 0;
}

static int end_row(struct reader *reader) {
    if (reader->place == FIELD_BEGINS && reader->count == 0) return 1; /* an empty line */
    end_field(reader);
    if (reader->columns && reader->count != reader->columns) {
        char what[64];
        snprintf(what, sizeof what, "%zu fields, %zu expected", reader->count, reader->columns);
        return wrong(reader, what);
    }
    struct row row = {.number = ++reader->rows, .count = reader->count};
    row.fields = grown(NULL, row.count * sizeof *row.fields);
    row.sizes = grown(NULL, row.count * sizeof *row.sizes);
    size_t begin = 0;
    for (size_t index = 0; index < row.count; index++) {
        row.fields[index] = reader->text + begin;
        row.sizes[index] = reader->ends[index] - begin - 1;
        begin = reader->ends[index];
    }
    reader->handler(reader->context, &row);
    free(row.fields);
    free(row.sizes);
    reader->used = reader->count = 0;
    return 1;
}

/* A character outside of quotes, or right behind the closing one. */
static int take_outside(struct reader *reader, char character) {
    if (reader->carriage) {
        reader->carriage = 0;
        if (character == '\n') return end_row(reader);
        if (reader->place == QUOTE_SEEN) return wrong(reader, "text behind a quote");
        put(reader, '\r');
        reader->place = PLAIN;
    }
    switch (character) {
        case '\r': reader->carriage = 1; return 1;
        case '\n': return end_row(reader);
        case ';': end_field(reader); return 1;
        case '"':
            if (reader->place == FIELD_BEGINS) {
                reader->place = QUOTED;
                return 1;
            }
            break;
        default: break;
    }
    if (reader->place == QUOTE_SEEN) return wrong(reader, "text behind a quote");
    reader->place = PLAIN;
    put(reader, character);
    return 1;
}

int reader_feed(struct reader *reader, const char *piece, size_t size) {
    if (reader->error[0]) return 0;
    const char *end = piece + size;
    if (reader->carriage == 2 && size > 0) {
        reader->carriage = 0;
        if (*piece == '"') {
            put(reader, '"');
            piece++;
        } else {
            reader->place = QUOTE_SEEN;
        }
    }
    for (const char *at = piece; at < end; at++) {
        if (reader->place == QUOTED) {
            const char *quote = memchr(at, '"', (size_t)(end - at));
            const char *stop = quote ? quote : end;
            while (at < stop) put(reader, *at++);
            if (quote == NULL) return 1;
            if (at + 1 == end) {
                reader->carriage = 2; /* a quote at the end of the piece: look at the next one */
                return 1;
            }
            if (at[1] == '"') {
                put(reader, '"');
                at++;
            } else {
                reader->place = QUOTE_SEEN;
            }
        } else if (!take_outside(reader, *at)) {
            return 0;
        }
    }
    return 1;
}

int reader_end(struct reader *reader) {
    if (reader->error[0]) return 0;
    if (reader->place == QUOTED) return wrong(reader, "a quote is not closed");
    if (reader->carriage) {
        reader->carriage = 0;
        if (reader->place == QUOTE_SEEN) return wrong(reader, "text behind a quote");
        put(reader, '\r');
        reader->place = PLAIN;
    }
    return end_row(reader);
}
