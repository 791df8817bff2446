/* A receiver that does as little as can be: it answers 200 to every POST at once, over kept connections, and counts.
 *
 *     cc -O2 -o sink sink.c && ./sink
 *
 * It prints its port, serves 127.0.0.1 in one thread, and ends when its standard input does. A GET is answered with
 * what was counted, as JSON, and is not counted itself. "distinct" are different bodies, told apart by a hash of 64
 * bits; "signed" are requests with a signature of 64 digits, which nobody verifies here. Linux only.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM (256 * 1024)
#define EVENTS 256
#define FIRST_SIZE (1u << 21)

static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
static const char LAST_ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
#define ANSWER_SIZE (sizeof ANSWER - 1)
#define LAST_ANSWER_SIZE (sizeof LAST_ANSWER - 1)

struct connection {
    int socket;
    size_t used;    /* bytes of a request that has not come whole */
    char *kept;     /* these bytes; NULL where there are none */
    size_t waiting; /* bytes of answers that the system did not take yet */
    char *answers;
};

static unsigned long long requests, distinct, signed_ones, bytes, connections, broken;
static uint64_t *seen;
static uint64_t seen_size = FIRST_SIZE;
static char data[ROOM * 2];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t mix(uint64_t value) {
    value ^= value >> 32;
    value *= 0xd6e8feb86659fd93u;
    value ^= value >> 32;
    value *= 0xd6e8feb86659fd93u;
    return value ^ (value >> 32);
}

static uint64_t hash(const char *body, size_t length) {
    uint64_t sum = mix(length + 1), word;
    for (; length >= 8; body += 8, length -= 8) {
        memcpy(&word, body, 8);
        sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
        sum ^= sum >> 29;
    }
    word = 0;
    memcpy(&word, body, length);
    sum = mix(sum ^ word);
    return sum ? sum : 1; /* 0 is a free place */
}

static int place(uint64_t value) {
    uint64_t at = mix(value) & (seen_size - 1);
    while (seen[at]) {
        if (seen[at] == value) return 0;
        at = (at + 1) & (seen_size - 1);
    }
    seen[at] = value;
    return 1;
}

static void remember(uint64_t value) {
    if (!place(value)) return;
    if (++distinct * 2 <= seen_size) return;
    uint64_t *old = seen, size = seen_size;
    seen_size *= 2;
    if (!(seen = calloc(seen_size, sizeof *seen))) fail("calloc");
    for (uint64_t at = 0; at < size; at++)
        if (old[at]) place(old[at]);
    free(old);
}

/* What the head of a request says. */
struct head {
    size_t length;
    int is_signed, last;
};

static void read_line(const char *line, size_t size, struct head *head) {
    switch (line[0] | 0x20) {
    case 'c':
        if (size > 15 && !strncasecmp(line, "content-length:", 15)) head->length = strtoul(line + 15, NULL, 10);
        if (size > 11 && !strncasecmp(line, "connection:", 11) && memmem(line, size, "close", 5)) head->last = 1;
        break;
    case 'x':
        if (size > 21 && !strncasecmp(line, "x-maileroo-signature:", 21)) {
            const char *value = line + 21;
            while (*value == ' ') value++;
            head->is_signed = line + size - value == 64;
        }
    }
}

static struct head read_head(const char *start, size_t size) {
    struct head head = {0, 0, 0};
    const char *end = start + size, *line = start, *next;
    while ((next = memchr(line, '\n', (size_t)(end - line)))) {
        size_t length = (size_t)(next - line);
        if (length > 1) read_line(line, length - 1, &head);
        line = next + 1;
    }
    return head;
}

static void close_connection(struct connection *one) {
    if (one->used) broken++;
    close(one->socket);
    free(one->kept);
    free(one->answers);
    free(one);
}

/* Send what can be sent and keep the rest; 0 where the connection has ended. */
static int send_answers(struct connection *one, const char *answers, size_t size) {
    while (size) {
        ssize_t sent = send(one->socket, answers, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return 0;
        if (sent < 0) break;
        answers += sent;
        size -= (size_t)sent;
    }
    if (!size && !one->answers) return 1;
    char *rest = size ? malloc(size) : NULL;
    if (size && !rest) fail("malloc");
    if (size) memcpy(rest, answers, size);
    free(one->answers);
    one->answers = rest;
    one->waiting = size;
    return 1;
}

/* Answer each whole request in `data`, and keep what is left; 0 where the connection is to be closed. */
static int answer(struct connection *one, size_t size) {
    static char answers[ROOM];
    size_t ready = one->waiting;
    const char *start = data, *end = data + size;
    if (ready) memcpy(answers, one->answers, ready);
    int last = 0;
    while (start < end && !last && ready + 512 < sizeof answers) {
        const char *body = memmem(start, (size_t)(end - start), "\r\n\r\n", 4);
        if (!body) break;
        body += 4;
        struct head head = read_head(start, (size_t)(body - start));
        if ((size_t)(end - body) < head.length) break;
        last = head.last;
        if (start[0] == 'G') {
            char told[256];
            int length = snprintf(told, sizeof told,
                "{\"requests\": %llu, \"distinct\": %llu, \"signed\": %llu, \"bytes\": %llu, \"connections\": %llu, "
                "\"broken\": %llu}\n", requests, distinct, signed_ones, bytes, connections, broken);
            ready += (size_t)sprintf(answers + ready, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", length, told);
        } else {
            requests++;
            signed_ones += (unsigned)head.is_signed;
            bytes += (size_t)(body - start) + head.length;
            remember(hash(body, head.length));
            memcpy(answers + ready, last ? LAST_ANSWER : ANSWER, last ? LAST_ANSWER_SIZE : ANSWER_SIZE);
            ready += last ? LAST_ANSWER_SIZE : ANSWER_SIZE;
        }
        start = body + head.length;
    }
    size_t left = (size_t)(end - start);
    if (left > ROOM) return 0;
    if (left && !(one->kept = realloc(one->kept, left))) fail("realloc");
    if (left) memcpy(one->kept, start, left);
    one->used = left;
    return send_answers(one, answers, ready) && !(last && !one->waiting);
}

static int receive(struct connection *one) {
    if (one->used) memcpy(data, one->kept, one->used);
    ssize_t got = recv(one->socket, data + one->used, ROOM, 0);
    if (got < 0) return errno == EAGAIN;
    return got && answer(one, one->used + (size_t)got);
}

static void watch(int poll, int action, struct connection *one, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = one};
    if (epoll_ctl(poll, action, one->socket, &event)) fail("epoll_ctl");
}

static void accept_all(int listener, int poll) {
    int on = 1, socket;
    while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct connection *one = calloc(1, sizeof *one);
        if (!one) fail("calloc");
        one->socket = socket;
        connections++;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(poll, EPOLL_CTL_ADD, one, EPOLLIN);
    }
}

static void serve(int poll, struct connection *one, uint32_t events) {
    int waited = one->waiting > 0, stays = 1;
    if (events & EPOLLOUT) stays = send_answers(one, one->answers, one->waiting);
    if (stays && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) stays = receive(one);
    if (!stays)
        close_connection(one);
    else if (waited != (one->waiting > 0))
        watch(poll, EPOLL_CTL_MOD, one, one->waiting ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

int main(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0);
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) fail("listen");
    if (getsockname(listener, (struct sockaddr *)&address, &size)) fail("getsockname");
    if (!(seen = calloc(seen_size, sizeof *seen))) fail("calloc");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    static int input, accepting;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &accepting}, events[EVENTS];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    event.data.ptr = &input;
    epoll_ctl(poll, EPOLL_CTL_ADD, 0, &event);
    for (;;) {
        int count = epoll_wait(poll, events, EVENTS, -1);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int at = 0; at < count; at++) {
            void *whose = events[at].data.ptr;
            char byte;
            if (whose == &accepting)
                accept_all(listener, poll);
            else if (whose != &input)
                serve(poll, whose, events[at].events);
            else if (read(0, &byte, 1) <= 0)
                return 0;
        }
    }
}
