/* load PORT PATH BODYFILE CONNECTIONS SECONDS TOKEN: a closed-loop HTTP/1.1 load generator.
 *
 * Each keep-alive connection sends the body again as soon as its last answer is whole; after SECONDS it lets what is
 * under way end. Prints one JSON line: answers (whole ones with status 200), errors (anything else), unfinished,
 * answers per second, and percentiles in ms of latency, of the time to the first body byte, and of the delay of
 * events by the stamps that mock.c puts in them. */
#include "common.h"

#define ANSWER_SPACE (1 << 19)
#define REQUEST_SPACE (1 << 22)
#define PATIENCE 40e9 /* ns that answers under way may still take after the end */

typedef struct {
    int fd, sent, received;
    int scanned;         /* up to where stamps were read */
    int head, length;    /* length of the answer's head, 0: not whole yet; of its body, -1: chunked */
    long began, first;   /* when the request began; when the first body byte came */
    char *answer;
} connection;

typedef struct {
    double *values;
    int count, space;
} series;

static series latency, first_byte, delay;
static char *request;
static int request_length, epoll, port, errors, busy;
static long stop_at;

static void add(series *s, double value) {
    if (s->count == s->space) {
        s->space = s->space ? s->space * 2 : 4096;
        s->values = realloc(s->values, s->space * sizeof(double));
    }
    s->values[s->count++] = value;
}

static int ascending(const void *a, const void *b) {
    double difference = *(double *)a - *(double *)b;
    return difference < 0 ? -1 : difference > 0;
}

static double quantile(series *s, double share) {
    if (!s->count) return 0;
    qsort(s->values, s->count, sizeof(double), ascending);
    return s->values[(int)((s->count - 1) * share)];
}

static void send_rest(connection *c) {
    while (c->sent < request_length) {
        int n = send(c->fd, request + c->sent, request_length - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) return;
        c->sent += n;
    }
}

static void rest(connection *c) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, 0); /* whatever becomes of it now is no error */
    busy--;
}

static void ask(connection *c) {
    if (nanoseconds() >= stop_at) return rest(c);
    c->sent = c->received = c->scanned = c->head = 0;
    c->length = -1;
    c->first = 0;
    c->began = nanoseconds();
    send_rest(c);
}

static void dial(connection *c) {
    struct sockaddr_in address = loopback(port);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (void *)&address, sizeof address)) perror("load: connect"), exit(1);
    send_at_once(c->fd);
    struct epoll_event wish = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &wish);
    ask(c);
}

/* The answer is over: counts it, then asks again. */
static void finish(connection *c, int whole, int closed) {
    if (whole && !memcmp(c->answer + 9, "200", 3)) {
        add(&latency, (nanoseconds() - c->began) / 1e6);
        add(&first_byte, (c->first - c->began) / 1e6);
    } else errors++;
    if (!closed) return ask(c);
    close(c->fd);
    if (nanoseconds() >= stop_at || errors > 1000) busy--;
    else dial(c);
}

static void read_head(connection *c) {
    char *end = strstr(c->answer, "\r\n\r\n"), *length = strcasestr(c->answer, "\r\ncontent-length:");
    if (!end) return;
    c->head = c->scanned = end + 4 - c->answer;
    if (length && length < end) c->length = atoi(length + 17);
}

static void read_stamps(connection *c, long now) {
    for (char *at; (at = memchr(c->answer + c->scanned, '@', c->received - c->scanned));) {
        c->scanned = at - c->answer;
        if (c->received - c->scanned < STAMP_LENGTH) return;
        add(&delay, (now - atol(at + 1)) / 1e6);
        c->scanned += STAMP_LENGTH;
    }
}

static int is_whole(connection *c) {
    if (c->length >= 0) return c->received >= c->head + c->length;
    return c->received > c->head + 4 && !memcmp(c->answer + c->received - 5, "0\r\n\r\n", 5);
}

static void receive(connection *c) {
    for (;;) {
        int n = recv(c->fd, c->answer + c->received, ANSWER_SPACE - 1 - c->received, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return finish(c, 0, 1);
        long now = nanoseconds();
        c->received += n;
        c->answer[c->received] = 0;
        if (!c->head) read_head(c);
        if (!c->head) continue;
        if (!c->first && c->received > c->head) c->first = now;
        read_stamps(c, now);
        if (is_whole(c)) return finish(c, 1, 0);
        if (c->received == ANSWER_SPACE - 1) return finish(c, 0, 1); /* longer than anything mock.c says */
    }
}

static void write_request(char **arguments) {
    FILE *file = fopen(arguments[3], "rb");
    if (!file) perror(arguments[3]), exit(1);
    char *body = malloc(REQUEST_SPACE);
    int length = fread(body, 1, REQUEST_SPACE - 4096, file);
    request = malloc(REQUEST_SPACE);
    request_length = sprintf(request,
                             "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                             "Accept: */*\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n",
                             arguments[2], port, arguments[6], length);
    memcpy(request + request_length, body, length);
    request_length += length;
}

int main(int argc, char **argv) {
    if (argc != 7) return fprintf(stderr, "usage: load PORT PATH BODYFILE CONNECTIONS SECONDS TOKEN\n"), 2;
    port = atoi(argv[1]);
    busy = atoi(argv[4]);
    write_request(argv);
    connection *connections = calloc(busy, sizeof(connection));
    long began = nanoseconds();
    stop_at = began + atof(argv[5]) * 1e9;
    epoll = epoll_create1(0);
    for (int i = 0, n = busy; i < n; i++) {
        connections[i].answer = malloc(ANSWER_SPACE);
        dial(&connections[i]);
    }
    struct epoll_event ready[256];
    while (busy > 0 && nanoseconds() < stop_at + PATIENCE)
        for (int i = 0, n = epoll_wait(epoll, ready, 256, 1000); i < n; i++) {
            if (ready[i].events & EPOLLOUT) send_rest(ready[i].data.ptr);
            if (ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(ready[i].data.ptr);
        }
    printf("{\"answers\":%d,\"errors\":%d,\"unfinished\":%d,\"per_s\":%.2f,\"p50\":%.4f,\"p99\":%.4f,"
           "\"first50\":%.4f,\"delay50\":%.4f,\"delay99\":%.4f}\n",
           latency.count, errors, busy, latency.count / ((nanoseconds() - began) / 1e9), quantile(&latency, .5),
           quantile(&latency, .99), quantile(&first_byte, .5), quantile(&delay, .5), quantile(&delay, .99));
}
