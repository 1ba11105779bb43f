/*
 * Commands: their handlers and outcomes, the reply, or the one that refuses,
 * and the pacing of long lists.
 */
#ifndef SERVER_ROUTER_DELIVERY_ANSWERS_H
#define SERVER_ROUTER_DELIVERY_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/events.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

enum outcome {
	OUTCOME_DONE,
	OUTCOME_WAIT, /* until the client has read, or its rate allows it */
	OUTCOME_HELD /* until others have read */
};

/*
 * The handlers, one for each row of shared/verbs.def that is a command or a
 * worker's own line. A handler runs a line of the client who. Verbs that differ
 * in a few words have one handler.
 */
#define tell_cmd send_cmd
#define note_cmd send_cmd
#define signal_cmd send_cmd
#define add_cmd put_cmd
#define swap_cmd put_cmd
#define cut_cmd put_cmd
#define back_cmd work_done
#define done_cmd work_done
#define invited_cmd groups_cmd
#define COMMAND(VERB, WORD, ...) \
	enum outcome WORD##_cmd(conn_id who, const struct command *command);
#define WORKER COMMAND
#include "shared/verbs.def"

/* Replies with that line. */
enum outcome answers_reply(conn_id who, struct words words);

/* Replies "ok VERB WORDS", with ANSWERS_WORDS words at most. */
#define ANSWERS_WORDS 7
enum outcome answers_ok(
    conn_id who, const struct command *command, struct words words);

/*
 * Refuse the command with the reply err: with the code's own text, with one
 * that says more, or, by its verb, with the limit that it exceeds.
 */
enum outcome answers_refuse(
    conn_id who, const struct command *command, enum code code);
enum outcome answers_refuse_saying(conn_id who, const struct command *command,
    enum code code, struct str text);
enum outcome answers_refuse_verb(
    conn_id who, struct str verb, enum code code, struct excess over);

/*
 * A long list pauses while much waits for the client or once its budget is
 * spent, and resumes from where it was. answers_has_reader returns
 * whether the client gets more of it: one that has hung up or is lost
 * (MARK_LOST) would not read it. answers_must_wait returns whether the list
 * must pause. answers_list_end ends it by an ok with the title, unless that is
 * empty, and the number of rows; the next list begins.
 */
struct listing {
	uint32_t cursor; /* where it continues; 0: it begins */
	uint32_t listed; /* entries shown so far */
	char listed_key[LIMIT_KEY + 1]; /* the last one, in a list of keys */
};
struct listing *answers_listing(conn_id who);
bool answers_has_reader(conn_id who);
bool answers_must_wait(conn_id who);
enum outcome answers_list_end(
    conn_id who, const struct command *command, struct str title);

#endif
