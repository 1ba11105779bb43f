/*
 * The scoreboard: what a server shows of itself and of its clients in a piece
 * of POSIX shared memory, as both programs know it. The server alone writes,
 * without locks; readers map it read-only, and it outlives a server that is
 * killed. Nothing in it is trusted by who reads it.
 *
 * A record lies in a cell: a sequence number, odd while the record is being
 * written, and the record's words behind it.
 */
#ifndef SHARED_SCORE_H
#define SHARED_SCORE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "codes.h"
#include "limits.h"

/*
 * The name for shm_open(3) is "/" SCORE_PREFIX and the server's process ID, or
 * where somebody has taken that, "." and another number behind it. On Linux
 * such names are files of a directory.
 */
#define SCORE_PREFIX "forkcastd."
#define SCORE_NAME (sizeof("/" SCORE_PREFIX ".") + 2 * (size_t)STR_DIGITS)
#define SCORE_DIRECTORY "/dev/shm"

/*
 * The users that servers started by root have become: a file each, named by the
 * user's ID, in a directory that is root's alone.
 */
#define SCORE_RUN "/var/run"
#define SCORE_USERS SCORE_RUN "/" SCORE_PREFIX "users"

/*
 * Beside it are the directories with the control sockets of these servers, each
 * named SCORE_PREFIX and the user's ID, and that of the unit for systemd.
 */
#define SCORE_UNIT "forkcast"

#define SCORE_MAGIC "forkcast"
#define SCORE_VERSION 5 /* of all that stands below */

/* Texts are ended by a NUL unless they fill their room; longer ones are cut. */
#define SCORE_PEER 112
#define SCORE_PATH 112

/* No server has more records of clients, or says that it might. */
#define SCORE_ROWS 32768

/* Times are those of clock_wall; a number without a unit is a count. */

enum score_state { SCORE_RUNNING, SCORE_DRAINING, SCORE_STOPPING };

/*
 * How long a turn of the loop takes at most, in µs, to be counted in each place
 * of the histogram; in the last one, any time.
 */
#define SCORE_TURNS 14
extern const uint64_t score_turns[SCORE_TURNS];

/* What has happened since the server was started. */
enum score_count {
	SCORE_CAME, /* workers made */
	SCORE_ENDED,
	SCORE_CRASHED, /* of those that ended, by a fault */
	SCORE_REFUSED, /* newcomers, for where they came from */
	SCORE_FULL, /* newcomers, for there was no room */
	SCORE_LINES_IN,
	SCORE_LINES_OUT,
	SCORE_BYTES_IN,
	SCORE_BYTES_OUT,
	SCORE_RETURNED, /* items that came back into their boxes */
	SCORE_LOST, /* lines of the log */
	SCORE_BYE, /* goodbyes to clients, by code: SCORE_BYE + enum bye */
	SCORE_TURN_TIME = SCORE_BYE + BYE_COUNT, /* of all turns, in µs */
	SCORE_TURN, /* turns of the loop, by how long they took: score_turns */
	SCORE_COUNTS = SCORE_TURN + SCORE_TURNS
};

/* What the operator is to see to (a mask). */
enum {
	SCORE_UNREADABLE = 1 << 0, /* the accounts: no keeper can load them */
	SCORE_UNWRITTEN = 1 << 1, /* nor write them */
	SCORE_CLOCK = 1 << 2, /* IDs are far ahead of the clock */
	SCORE_SILENT = 1 << 3, /* the keeper does not answer */
	SCORE_UNBANNED = 1 << 4 /* bans that could not be saved */
};

/* The record of the server. */
struct score_pulse {
	uint64_t beat; /* when it was written */
	uint64_t state; /* enum score_state */
	uint64_t rows; /* records of clients that there are, used or not */
	uint64_t clients;
	uint64_t clients_max;
	uint64_t groups;
	uint64_t waiting; /* bytes in all queues */
	uint64_t held; /* bytes of memory that these take */
	uint64_t memory; /* bytes of all that clients have said */
	uint64_t keys; /* in all tables */
	uint64_t items_waiting; /* in all boxes */
	uint64_t items_taken; /* under way */
	uint64_t unsaved; /* registered groups whose modes could not be saved */
	uint64_t reloaded; /* when the configuration was last to be read */
	uint64_t reload_good; /* 1: it was taken; 0: it was refused */
	uint64_t count[SCORE_COUNTS];
	char address[ADDR_TEXT]; /* the first that is listened on */
	char version[16];
	uint64_t trouble; /* SCORE_UNREADABLE and so on */
};

enum score_client {
	SCORE_NAMELESS, /* it has not said its name yet */
	SCORE_HERE,
	SCORE_SLOW, /* its pipe is full: it does not read */
	SCORE_LEAVING /* it was told goodbye */
};

/* The record of a client. */
struct score_row {
	uint64_t pid; /* of its worker; 0: there is no client here */
	uint64_t state; /* enum score_client */
	uint64_t groups;
	uint64_t lines_in;
	uint64_t lines_out;
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t queue; /* bytes */
	uint64_t since;
	uint64_t active; /* when it last said something */
	char name[LIMIT_NAME];
	char peer[SCORE_PEER];
};

#define SCORE_WORDS(record) (1 + sizeof(struct record) / sizeof(uint64_t))

static_assert(sizeof(struct score_pulse) % sizeof(uint64_t) == 0 &&
	sizeof(struct score_row) % sizeof(uint64_t) == 0,
    "records are made of words");

struct score_pulse_cell {
	_Atomic uint64_t word[SCORE_WORDS(score_pulse)];
};

struct score_row_cell {
	_Atomic uint64_t word[SCORE_WORDS(score_row)];
};

/* What never changes; the magic is written last. */
struct score_head {
	char magic[sizeof(SCORE_MAGIC) - 1];
	uint32_t version;
	uint32_t row_size; /* of a cell, bytes */
	uint64_t rows_max; /* that the file, all of it, has room for */
	uint64_t pid;
	uint64_t started;
	char control[SCORE_PATH]; /* the control socket; empty: none */
};

/*
 * Rows begin on a page of their own, as large as pages are anywhere: who is not
 * to see whose connections there are maps what stands before the gap.
 */
#define SCORE_ROWS_AT ((size_t)64 * 1024)
#define SCORE_GAP                                    \
	(SCORE_ROWS_AT - sizeof(struct score_head) - \
	    sizeof(struct score_pulse_cell))

struct score_board {
	struct score_head head;
	struct score_pulse_cell pulse;
	char gap[SCORE_GAP];
	struct score_row_cell row[];
};

static_assert(sizeof(struct score_board) == SCORE_ROWS_AT, "no gap is left");

/* Bytes of the head and the pulse. */
#define SCORE_SHOWN offsetof(struct score_board, gap)

/* Writes a record of size bytes into its cell; for the one writer. */
void score_put(_Atomic uint64_t *cell, const void *record, size_t size);

/*
 * Copies the record of a cell. False if it was being written all the time: the
 * writer was stopped or killed in the middle of it, and what has been copied
 * is partly the old one and partly the new one.
 */
bool score_get(const _Atomic uint64_t *cell, void *record, size_t size);

/* Writes the name of the server's piece of memory, or another one for it. */
void score_name(char name[SCORE_NAME], uint64_t pid);
void score_other_name(char name[SCORE_NAME], uint64_t pid, uint64_t number);

/* Is it such a name (without "/")? Then whose. */
bool score_name_read(struct str name, uint64_t *pid);

/* The same for a control socket that has its usual name. */
#define SCORE_CONTROL ".control"
bool score_control_read(struct str name, uint64_t *pid);

/* The text in a field of that size. */
struct str score_text(const char *field, size_t size);

#endif
