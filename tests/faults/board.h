/*
 * Shared memory of a server with injected faults and its tester: the fault to
 * inject, and the count of each call. The tester creates it (board.c) and
 * passes it to the server as a descriptor, which inject/inject.c maps.
 */
#ifndef TESTS_FAULTS_BOARD_H
#define TESTS_FAULTS_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The environment variable that holds the number of the descriptor. */
#define BOARD_NAME "FORKCAST_FAULT_BOARD"

#define BOARD_BIRTHS 256

enum call {
#define CALL(name, faults) CALL_##name,
#include "calls.def"
#undef CALL
	CALLS
};

/*
 * Calls of the parent, of the program that takes over from it, of all workers,
 * and of a program that is rehearsed are counted apart.
 */
enum side { SIDE_PARENT, SIDE_HEIR, SIDE_WORKER, SIDE_REHEARSAL, SIDES };

/* The result of a call; values greater than zero are errnos. */
enum {
	FAULT_NONE = 0,
	FAULT_SHORT = -1,
	FAULT_HALF = -2,
	FAULT_BACK = -3,
	FAULT_FORTH = -4
};

/* The calls with these numbers, from 1 on, meet it; last 0: none do. */
struct fault {
	enum side side;
	enum call call;
	uint32_t first;
	uint32_t last;
	int kind;
};

struct board {
	struct fault fault;
	atomic_uint count[SIDES][CALLS];
	atomic_uint met; /* calls of the fault's kind since it was set */
	atomic_uint hits; /* how often the fault was met */
	pid_t parent; /* who has it first */
	atomic_uint births;
	pid_t born[BOARD_BIRTHS]; /* the first workers, in order of birth */
	long at_rest; /* for the tester: descriptors without clients */
};

/* For the tester: a new one, and its descriptor. Ends the test on failure. */
struct board *board_make(int *fd);

/* Servers that are started from now on are such with faults, and get it. */
void board_pass(int fd);

/*
 * For a test with one server: all of that; and a fault in words, as below,
 * whose number counts from now on; and no fault any more.
 */
void board_begin(void);

void board_arm(const char *spec);
void board_disarm(void);

/* How often the fault was met; and waits until that is at least so often. */
unsigned board_hits(void);

void board_await(unsigned hits);

/*
 * Faults as words, as in "read:17:EINTR:parent": the call, which one of its
 * calls, what comes of it, and on which side. "17+" is that one and all
 * behind it, "17-19" is three of them.
 */
#define SPEC_TEXT 64

/* False if the text is no fault. "*" as the number leaves first as 0. */
bool spec_parse(struct fault *fault, const char *text);
void spec_text(const struct fault *fault, char text[SPEC_TEXT]);

/* A call's faults, one after the other: false at the end. */
bool spec_kind(enum call call, size_t number, int *kind);

/*
 * True if nobody may be lost by such a fault: a program that is written well
 * tries again, or goes on with what it got.
 */
bool spec_is_harmless(const struct fault *fault);

#endif
