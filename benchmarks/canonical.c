/* The canonical work in plain C: a binary heap of ends of stay, first-come-first-served rings.
 *
 * canonical <patients.bin> <step-down beds> <end>: patients.bin holds four columns of 64-bit whole
 * numbers: arrives, second stay (0: none), first duration, second duration; end is in microseconds.
 * Prints processor seconds of the engine, patient-time in acute beds in the second half of the run,
 * and the sum of when stays started and when people left.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { int64_t time; int32_t who; int32_t stage; } Event;

static int64_t end;
static Event *heap;
static int64_t heaped;
static int64_t *arrives, *second, *duration[2], *started[2], *left;
static int32_t *ring[3];
static int64_t head[3], tail[3], used[3], beds[3];

static void push(int64_t time, int32_t who, int32_t stage) {
    if (time >= end) return;
    int64_t at = heaped++;
    while (at > 0) {
        int64_t above = (at - 1) / 2;
        if (heap[above].time <= time) break;
        heap[at] = heap[above];
        at = above;
    }
    heap[at] = (Event){time, who, stage};
}

static Event pop(void) {
    Event found = heap[0], last = heap[--heaped];
    int64_t at = 0, below = 1;
    while (below < heaped) {
        if (below + 1 < heaped && heap[below + 1].time < heap[below].time) below++;
        if (heap[below].time >= last.time) break;
        heap[at] = heap[below];
        at = below;
        below = 2 * at + 1;
    }
    heap[at] = last;
    return found;
}

static void settle(int64_t now, int ward);

static void release(int64_t now, int ward) { used[ward]--; settle(now, ward); }

static void settle(int64_t now, int ward) {
    while (head[ward] < tail[ward] && used[ward] < beds[ward]) {
        int32_t who = ring[ward][head[ward]++];
        int stage = ward > 0;
        used[ward]++;
        started[stage][who] = now;
        push(now + duration[stage][who], who, stage);
        if (stage) release(now, 0);
    }
}

static void ask(int64_t now, int ward, int32_t who) {
    ring[ward][tail[ward]++] = who;
    settle(now, ward);
}

int main(int argc, char **argv) {
    FILE *file = argc > 3 ? fopen(argv[1], "rb") : NULL;
    if (!file) return 1;
    end = atoll(argv[3]);
    fseek(file, 0, SEEK_END);
    int64_t n = ftell(file) / 32;
    rewind(file);
    int64_t **columns[4] = {&arrives, &second, &duration[0], &duration[1]};
    for (int i = 0; i < 4; i++) {
        *columns[i] = malloc(n * 8);
        if (fread(*columns[i], 8, n, file) != (size_t)n) return 1;
    }
    clock_t begun = clock();
    heap = malloc(n * sizeof(Event));
    left = malloc(n * 8);
    for (int i = 0; i < 2; i++) started[i] = malloc(n * 8);
    for (int i = 0; i < 3; i++) ring[i] = malloc(n * 4);
    for (int64_t i = 0; i < n; i++) started[0][i] = started[1][i] = left[i] = -1;
    beds[0] = 700; beds[1] = atoll(argv[2]); beds[2] = 150;
    int64_t coming = 0;
    while (coming < n || heaped) {
        if (heaped == 0 || (coming < n && arrives[coming] < heap[0].time)) {
            ask(arrives[coming], 0, (int32_t)coming);
            coming++;
            continue;
        }
        Event event = pop();
        if (event.stage == 0 && second[event.who]) {
            ask(event.time, (int)second[event.who], event.who);
        } else {
            left[event.who] = event.time;
            release(event.time, event.stage ? (int)second[event.who] : 0);
        }
    }
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    int64_t total = 0, acute = 0, half = end / 2;
    for (int64_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++) {
            int64_t time = k < 2 ? started[k][i] : left[i];
            total += time > 0 ? time : 0;
        }
    for (int64_t i = 0; i < n; i++) {
        if (started[0][i] < 0) continue;
        int64_t out = second[i] ? started[1][i] : left[i];
        if (out < 0) out = end;
        acute += (out > half ? out : half) - (started[0][i] > half ? started[0][i] : half);
    }
    printf("%.6f %lld %lld\n", seconds, (long long)acute, (long long)total);
    return 0;
}
