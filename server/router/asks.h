/*
 * Questions to helpers, "ask NUMBER WHAT ...", and their answers. Whoever asks
 * says its question again each time it is run, until there is an answer: a
 * client's command waits meanwhile, and so do the lines after it. Each asker
 * asks one question at a time.
 *
 * An answer may have several lines, each of which goes to the asker's function
 * at once. A question that a helper has lost, because it died, is put to the
 * next one: so every question may be repeated without harm.
 *
 * No question is long. When the journal has looked at much for one, it says
 * "answer NUMBER later PLACE": the question is put again, PLACE before its
 * words, behind all others of its kind, one of which goes on at a time; or
 * "next PLACE": before those. An upgrade goes between, and the next program
 * goes on from there.
 */
#ifndef SERVER_ROUTER_ASKS_H
#define SERVER_ROUTER_ASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "router/delivery/events.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* The helpers that are asked. */
enum asks_of { ASKS_KEEPER, ASKS_JOURNAL, ASKS_HELPERS };

/*
 * The askers: a connection by its number; modules by theirs; and operators by
 * the number of their connection (operator/control.c), from ASKS_OPERATORS on.
 */
enum { ASKS_REPLAY = CLIENTS_MAX, ASKS_FILES, ASKS_OPERATORS };
#define ASKERS (ASKS_OPERATORS + 8)

/*
 * Takes a line of the answer before its end: the word after the number, such as
 * "past", and the text after that. Both are checked as text and no further, and
 * valid during the call.
 */
typedef void asks_take(uint32_t asker, struct str word, struct str text);

struct asks_question {
	enum asks_of of;
	bool writes; /* it changes the keeper's file */
	bool is_made; /* it is about a change made here: an upgrade waits */
	struct words words;
	asks_take *take; /* null: the answer has no lines before its end */
};

/*
 * The end of an answer: whether more is to be asked for, or why it was refused;
 * the text behind that is valid until the asker asks again. It covers all lines
 * for the journal up to that ID (record.h).
 */
struct asks_answer {
	enum code code;
	bool more;
	uint64_t covers;
	struct str text;
};

/*
 * Asks, or continues to wait: false. A client's line is run again when anything
 * has changed; the others look in each turn. Returns true once there is an
 * answer. Its code is CODE_UNAVAILABLE if no helper has come within hold_time,
 * the keeper has not answered in that time, there will be none, or three have
 * died of the question.
 */
bool asks_ask(uint32_t asker, const struct asks_question *question,
    struct asks_answer *answer);

/* Asks the journal, as asks_ask does. */
bool asks_journal(uint32_t asker, struct words words, asks_take *take,
    struct asks_answer *answer);

/* Returns the number of the line that the client waits for, from 1. */
uint64_t asks_line(conn_id who);

/*
 * Return whether the asker waits, or has not taken its answer; whether anything
 * was asked for the client's present line; whether a helper has the question,
 * or has answered it, or else one is put when the asker asks next; and the
 * number of the question that a helper has, or 0.
 */
bool asks_is_pending(uint32_t asker);
bool asks_has_begun(conn_id who);
bool asks_has_asked(uint32_t asker);
uint64_t asks_number(uint32_t asker);

/*
 * Returns an ID that the handler of the client's present line keeps until that
 * ends or asks_cancel is called; it is zero at first.
 */
uint64_t *asks_kept(conn_id who);

/* Cancels what the asker waits for: a later answer is nobody's. */
void asks_cancel(uint32_t asker);

/* Runs the client's line, or who else asks, in this turn or the next. */
void asks_wake(uint32_t asker);

/*
 * Says something that has no answer. Returns false if that is impossible now.
 */
bool asks_say(enum asks_of of, struct words words);

/*
 * Return whether the helper can be asked at once; and whether it can be, or
 * will be soon.
 */
bool asks_is_open(enum asks_of of);
bool asks_is_coming(enum asks_of of);

/* Logs how the helper has broken the rules of its pipe, and ends it. */
void asks_broken(enum asks_of of, struct str what);

/*
 * Questions are put to the helper in that slot from now on; or to none until
 * the next one, which comes soon, or not. guilty: what was asked may be the
 * reason.
 */
void asks_open(enum asks_of of, uint32_t slot);
void asks_shut(enum asks_of of, bool soon, bool guilty);

/*
 * Takes "answer NUMBER WORD [TEXT]" of the helper in that slot. Returns an
 * empty string, or what is wrong with it. If it ends an answer, to whomever,
 * the end has its number, else 0; and whether what was asked writes.
 */
struct asks_end {
	uint64_t number;
	bool writes;
	struct asks_answer answer;
};
struct str asks_answered(enum asks_of of, uint32_t slot,
    const struct command *command, struct asks_end *end);

/* Returns how many questions are under way, or wait. */
size_t asks_questions(enum asks_of of);

/* The client's present line has counted as an attempt: an upgrade waits. */
void asks_count(conn_id who);

/*
 * asks_hold has all clients whose lines have not asked anything yet, or
 * counted, wait, or go on. Meanwhile asks_must_wait returns whether this
 * client's line may not change what a helper is to keep, as it will run again;
 * and asks_are_over whether nobody has asked and waits, or has yet to take the
 * answer, unless that goes on; late: but for what was asked of the keeper by
 * those who have gone.
 */
void asks_hold(bool on);
bool asks_must_wait(conn_id who);
bool asks_are_over(bool late);

#endif
