/* mock PORT: an endpoint for chat completions, as cheap as can be: one thread, epoll, HTTP/1.1 keep-alive.
 *
 * A request with "stream":true gets 300 events, a usage chunk and [DONE], one send() each; any other a short
 * JSON answer. The model's name sets the pace: paced5 is one event every 5 ms, anything else is as fast as it
 * goes. Every event carries "@<monotonic ns>", from which load.c takes its delay. */
#include "common.h"

#define MAX_FD 1024
#define REQUEST_SPACE (1 << 20)
#define EVENTS 300
#define IDLE -1
#define PACE 5000000L

typedef struct {
    char *request;
    int received;
    int next;          /* the event to send next; IDLE: no stream */
    long gap, due;     /* ns between events; when the next one goes */
    char out[1400];    /* what is being sent */
    int length, sent;
} connection;

static connection *connections[MAX_FD];
static int highest, paced; /* highest descriptor in use; streams that wait for their time */
static char plain_answer[1400];

#define USAGE                                                                                \
    "{\"prompt_tokens\":512,\"completion_tokens\":300,\"total_tokens\":812,"                 \
    "\"prompt_tokens_details\":{\"cached_tokens\":128},\"completion_tokens_details\":{\"reasoning_tokens\":64}}"
#define CHUNK                                                                                \
    "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1700000000," \
    "\"model\":\"mock\",\"choices\":"
#define FOX "The quick brown fox jumps over the lazy dog. "

static void write_plain_answer(void) {
    const char *body =
        "{\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"mock\","
        "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" FOX FOX FOX FOX FOX FOX
        "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" USAGE "}";
    sprintf(plain_answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
            strlen(body), body);
}

/* Formats the next event as one HTTP chunk; the last one also ends the body. */
static void write_event(connection *c) {
    char event[700];
    int n;
    if (c->next < EVENTS)
        n = sprintf(event, CHUNK "[{\"index\":0,\"delta\":{%s\"content\":\"@%019ld \"},\"finish_reason\":%s}]}\n\n",
                    c->next ? "" : "\"role\":\"assistant\",", nanoseconds(),
                    c->next == EVENTS - 1 ? "\"stop\"" : "null");
    else
        n = sprintf(event, c->next == EVENTS ? CHUNK "[],\"usage\":" USAGE "}\n\n" : "data: [DONE]\n\n");
    c->length = sprintf(c->out, "%x\r\n%s\r\n%s", n, event, c->next > EVENTS ? "0\r\n\r\n" : "");
    c->sent = 0;
    c->next++;
    c->due += c->gap;
}

static void end_stream(connection *c) {
    if (c->next != IDLE && c->gap) paced--;
    c->next = IDLE;
}

static void drop(int fd) {
    end_stream(connections[fd]);
    free(connections[fd]->request);
    free(connections[fd]);
    connections[fd] = 0;
    close(fd);
}

/* Sends what is due, until the socket is full (EPOLLOUT then goes on) or nothing is left. */
static void send_due(int fd) {
    connection *c = connections[fd];
    for (;;) {
        if (c->sent == c->length) {
            if (c->next == IDLE || c->next > EVENTS + 1) return end_stream(c);
            if (c->gap && nanoseconds() < c->due) return;
            write_event(c);
        }
        int n = send(fd, c->out + c->sent, c->length - c->sent, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno != EAGAIN) drop(fd);
            return;
        }
        c->sent += n;
    }
}

/* A whole request has come: chooses the answer and begins it. */
static void answer(int fd) {
    connection *c = connections[fd];
    char *body = strstr(c->request, "\r\n\r\n") + 4;
    size_t length = c->request + c->received - body;
    char *stream = memmem(body, length, "\"stream\":", 9);
    int streamed = stream && (!memcmp(stream + 9, "true", 4) || !memcmp(stream + 9, " true", 5));
    c->gap = memmem(body, length, "paced5", 6) ? PACE : 0;
    c->due = nanoseconds();
    c->next = streamed ? 0 : IDLE;
    c->received = c->sent = 0;
    c->length = sprintf(c->out, "%s",
                        streamed ? "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n"
                                 : plain_answer);
    if (streamed && c->gap) paced++;
    send_due(fd);
}

static int is_whole(connection *c) {
    char *end = strstr(c->request, "\r\n\r\n"), *length = strcasestr(c->request, "\r\ncontent-length:");
    if (!end) return 0;
    if (length && length < end) return c->received >= end + 4 - c->request + atol(length + 17);
    return *c->request == 'G' || !memcmp(c->request + c->received - 5, "0\r\n\r\n", 5); /* GET, or a chunked body */
}

static void receive(int fd) {
    connection *c = connections[fd];
    for (;;) {
        int n = recv(fd, c->request + c->received, REQUEST_SPACE - 1 - c->received, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return drop(fd);
        c->received += n;
        c->request[c->received] = 0;
        if (is_whole(c)) return answer(fd);
    }
}

static void accept_one(int listener, int epoll) {
    int fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
    if (fd < 0) return;
    if (fd >= MAX_FD) return (void)close(fd);
    if (fd > highest) highest = fd;
    send_at_once(fd);
    connections[fd] = calloc(1, sizeof(connection));
    connections[fd]->request = malloc(REQUEST_SPACE);
    connections[fd]->next = IDLE;
    struct epoll_event wish = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wish);
}

/* When the next paced event is due; -1: none is. */
static long soonest(void) {
    long soon = -1;
    for (int fd = 0; paced && fd <= highest; fd++) {
        connection *c = connections[fd];
        if (c && c->next != IDLE && c->gap && (soon < 0 || c->due < soon)) soon = c->due;
    }
    return soon;
}

int main(int argc, char **argv) {
    if (argc != 2) return fprintf(stderr, "usage: mock PORT\n"), 2;
    write_plain_answer();
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1, epoll = epoll_create1(0);
    struct sockaddr_in address = loopback(atoi(argv[1]));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 1024)) return perror("mock"), 1;
    struct epoll_event ready[256], wish = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &wish);
    for (;;) {
        long soon = soonest(), left = soon - nanoseconds();
        struct timespec wait = {0, left > 0 ? left : 0};
        for (int i = 0, n = epoll_pwait2(epoll, ready, 256, soon < 0 ? 0 : &wait, 0); i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                accept_one(listener, epoll);
                continue;
            }
            if (connections[fd] && ready[i].events & EPOLLIN) receive(fd);
            if (connections[fd] && ready[i].events & EPOLLOUT) send_due(fd);
        }
        for (int fd = 0; paced && fd <= highest; fd++)
            if (connections[fd] && connections[fd]->next != IDLE && connections[fd]->gap) send_due(fd);
    }
}
