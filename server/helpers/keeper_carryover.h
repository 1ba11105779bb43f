/*
 * The carryover: the boxes and tables that the configuration keeps, between one
 * server and the next. The server hands them to the keeper when it stops, and
 * takes them back when it starts. In between they are the file "carryover" in
 * the state directory:
 *
 *	forkcast-carryover 1
 *	RECORD
 *	...
 *	end COUNT SUM
 *
 * A record is a line of text whose words only the parent understands
 * (router/verbs/accounts/carryover.h). SUM is the SHA-256 of everything before
 * it, in Base64; it is missing if the operator has edited the file and removed
 * it. The file is written as a whole or not at all, and belongs to the server's
 * user alone.
 *
 * Once the parent has everything, and before it lets anybody use it, the file
 * is spent, which means removed: otherwise a crash later would bring back items
 * that are done. Nothing else reads it. Whoever takes over the keeper can read
 * the records at the stop, and write any others for the next start; but the
 * parent takes them at no other time, and only those that clients could have
 * made.
 */
#ifndef SERVER_HELPERS_KEEPER_CARRYOVER_H
#define SERVER_HELPERS_KEEPER_CARRYOVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/crypto/sha256.h"
#include "shared/limits.h"
#include "shared/str.h"

#define CARRYOVER_FILE "carryover"
#define CARRYOVER_NEW CARRYOVER_FILE ".new"
#define CARRYOVER_OLD CARRYOVER_FILE ".old"

/* The longest record: with its question or its answer it fits the pipe. */
#define CARRYOVER_RECORD ((size_t)LIMIT_LINE - 128)

/* Size of the buffer for reading and writing, which the caller owns. */
#define CARRYOVER_ROOM ((size_t)64 * 1024)

struct carryover {
	int directory; /* -1: there is none, and nothing lasts */
	uid_t owner; /* of the file; no other owner is trusted */
	char *room; /* CARRYOVER_ROOM bytes */
	int fd; /* the file being read or written; -1: none */
	bool writes; /* it is being written */
	bool ended; /* everything was read */
	struct buf buf;
	struct sha256 sum; /* of the lines so far */
	uint64_t lines; /* so far */
	uint64_t records; /* among them */
};

/* Sets up all but the room. */
void carryover_init(struct carryover *carryover, int directory, uid_t owner);

/*
 * Reads the next record into *record, and the number of its line into
 * carryover->lines; the record is empty after the last, and if there is no
 * file. It is valid until the next call. Otherwise, *wrong says why:
 * CODE_BAD_TEXT is a fault in the file, and the next call continues after it;
 * any other code means that the file cannot be read.
 */
enum code carryover_next(
    struct carryover *carryover, struct str *record, struct str *wrong);

/*
 * carryover_add adds a record to a new file, which carryover_close puts in
 * place; count is the number of records. An earlier file that was not spent
 * becomes "carryover.old". False with errno; no new file is left behind then.
 * Both block for as long as the disk takes.
 */
bool carryover_add(struct carryover *carryover, struct str record);
bool carryover_close(struct carryover *carryover, uint64_t count);

/*
 * Removes the file for good, or, if aside is true, renames it to
 * "carryover.old". It is no fault if there is none. False with errno.
 */
bool carryover_spend(struct carryover *carryover, bool aside);

/* Gives up what is not finished, and removes a new file. */
void carryover_drop(struct carryover *carryover);

#endif
