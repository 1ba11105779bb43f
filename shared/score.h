/*
 * The scoreboard: a server's figures about itself and its clients, in a file
 * beside its control socket that both sides map, and in the layout that
 * forkcastd and forkcastctl know. Only the server writes, without locks.
 * Readers trust nothing in it. The server locks the file; it outlives one that
 * is killed.
 *
 * Each record is in a cell: a sequence number, which is odd while the record is
 * being written, followed by the record's words.
 */
#ifndef SHARED_SCORE_H
#define SHARED_SCORE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "addr.h"
#include "codes.h"
#include "limits.h"

/* The end of a scoreboard's name, behind the path of the control socket. */
#define SCORE_END ".board"

#define SCORE_MAGIC "forkcast"
#define SCORE_VERSION 10 /* of everything below */

/*
 * The sizes of texts. A text ends with a NUL unless it fills its field; a
 * longer one is cut.
 */
#define SCORE_PEER 112

/* The most client records that the file has room for. */
#define SCORE_ROWS 32768

/* Times are those of clock_wall; a number without a unit is a count. */

enum score_state { SCORE_RUNNING, SCORE_DRAINING, SCORE_STOPPING };

/*
 * The histogram of the loop's turns: each place counts turns up to that many
 * µs, the last one any longer turn.
 */
#define SCORE_TURNS 14
extern const uint64_t score_turns[SCORE_TURNS];

/* The counters since the server was started. */
enum score_count {
	SCORE_CAME, /* workers created */
	SCORE_ENDED,
	SCORE_CRASHED, /* workers that ended by a fault */
	SCORE_REFUSED, /* newcomers refused for their address */
	SCORE_FULL, /* newcomers refused for lack of room */
	SCORE_LINES_IN,
	SCORE_LINES_OUT,
	SCORE_BYTES_IN,
	SCORE_BYTES_OUT,
	SCORE_RETURNED, /* items that came back into their boxes */
	SCORE_LOST, /* lines of the log that were lost */
	SCORE_RECORDED, /* records that the journal has stored */
	SCORE_GAPS, /* gaps in the history */
	SCORE_BYE, /* goodbyes to clients, by code: SCORE_BYE + enum bye */
	SCORE_TURN_TIME = SCORE_BYE + BYE_COUNT, /* of all turns, in µs */
	SCORE_TURN, /* turns of the loop, by duration: score_turns */
	SCORE_COUNTS = SCORE_TURN + SCORE_TURNS
};

/* Troubles that the operator should look into (a mask). */
enum {
	SCORE_UNREADABLE = 1 << 0, /* no keeper can load the accounts */
	SCORE_UNWRITTEN = 1 << 1, /* no keeper can write the accounts */
	SCORE_CLOCK = 1 << 2, /* IDs are far ahead of the clock */
	SCORE_SILENT = 1 << 3, /* the keeper does not answer */
	SCORE_NO_JOURNAL = 1 << 5, /* no journal is ready, or it hangs */
	SCORE_UNRECORDED = 1 << 6, /* the journal cannot write the history */
	SCORE_AHEAD = 1 << 8 /* IDs are more than a day ahead of the clock */
};

/* The server's record. */
struct score_pulse {
	uint64_t beat; /* when it was written */
	uint64_t state; /* enum score_state */
	uint64_t rows; /* client records, used or not */
	uint64_t clients;
	uint64_t clients_max;
	uint64_t groups;
	uint64_t waiting; /* bytes in all queues */
	uint64_t held; /* bytes of memory that the queues take */
	uint64_t memory; /* bytes of memory for all clients' data */
	uint64_t keys; /* in all tables */
	uint64_t items_waiting; /* in all boxes */
	uint64_t items_taken; /* under way */
	uint64_t unstored; /* records that are not stored yet */
	uint64_t unstored_bytes;
	uint64_t
	    unstored_since; /* when the oldest was made; 0: there is none */
	uint64_t questions; /* to the journal, waiting or under way */
	uint64_t reloaded; /* the last attempt to read the configuration */
	uint64_t reload_good; /* 1: it was accepted; 0: refused */
	uint64_t count[SCORE_COUNTS];
	char address[ADDR_TEXT]; /* the first listening address */
	char version[16];
	uint64_t trouble; /* SCORE_UNREADABLE and so on */
};

enum score_client {
	SCORE_NAMELESS, /* it has not sent its name yet */
	SCORE_HERE,
	SCORE_SLOW, /* its pipe is full: it does not read */
	SCORE_LEAVING /* it was told goodbye */
};

/* A client's record. */
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
	uint64_t active; /* when it last sent something */
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

/* The fields that never change; the magic is written last. */
struct score_head {
	char magic[sizeof(SCORE_MAGIC) - 1];
	uint64_t version;
	uint64_t started;
};

struct score_board {
	struct score_head head;
	struct score_pulse_cell pulse;
	struct score_row_cell row[];
};

/*
 * Writes a record of size bytes into its cell; only the one writer may call
 * this.
 */
void score_put(_Atomic uint64_t *cell, const void *record, size_t size);

/*
 * Copies the record of a cell. False if it was being written all the time,
 * because the writer was stopped or killed while writing; the copy is then a
 * mixture of the old and the new record.
 */
bool score_get(const _Atomic uint64_t *cell, void *record, size_t size);

/*
 * Writes the directory in which a user's servers have their control sockets by
 * default: the first of RUNTIME_DIRECTORY, and then true is returned; else one
 * of the user's, the same in all of the user's shells. On Linux it is in
 * memory, so that writing to a scoreboard waits for no disk; elsewhere it may
 * be. A server that root starts, and that becomes another user, has
 * SCORE_SYSTEM instead.
 */
#define SCORE_SYSTEM "/var/run/forkcast"
#ifdef __linux__
#define SCORE_MEMORY "/dev/shm"
#else
#define SCORE_MEMORY "/tmp"
#endif
bool score_directory(char directory[ADDR_TEXT], uid_t user);

/*
 * Returns whether only that user and root can have put anything there; false
 * with errno. Others cannot replace it either, beside others' files.
 */
bool score_is_own(const char *directory, uid_t user);

/* Returns the text in a field of that size. */
struct str score_text(const char *field, size_t size);

#endif
