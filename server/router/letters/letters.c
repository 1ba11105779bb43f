/* Letters: see letters.h. */
#include "router/letters/letters.h"

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/history/past_line.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/work/work.h"

#define REFUSAL STR("not connected, and the server cannot keep letters now")
#define FULL STR("too many letters wait there, or too many of yours")

static struct {
	char *own, *other, *where; /* tokens */
} letters;

/* The most letters in an answer, and their bytes: a mailbox has no more. */
#define STEP 64
#define BYTES ((size_t)STEP * LIMIT_LINE)

/* The time until the journal is asked again after it could not answer. */
#define AGAIN (10 * SEC)

#define LETTERS STR("letters")

struct box {
	uint64_t made; /* of the account whose letters it gets; 0: none */
	uint64_t after; /* ID of the last letter that was told */
	uint64_t first; /* of those that it has not done; 0: none */
	bool told; /* it knows which letters there are */
	/* ticks_mono: until when done waits for that; 0: none has waited. */
	usec until;
};

static struct {
	struct box *row; /* one for each client */
	struct ring waiting; /* clients that may have letters */
	uint32_t
	    client; /* whose letters are asked for; CLIENT_NONE: nobody's */
	bool wrong; /* a line of the answer was not asked for */
	struct buf answer; /* its lines, of BYTES */
	usec again; /* ticks_now: no question before then */
	bool begun; /* those who were here before are looked at */
	char *text; /* of the answer */
	char *line; /* an event */
} mailboxes = { .client = CLIENT_NONE };

static void
enlist(uint32_t who)
{
	(void)ring_add(
	    &mailboxes.waiting, CLIENTS_MAX, who); /* or it is there */
}

/* Looks whether the client has another account than before. */
static void
review(uint32_t who)
{
	struct box *row = &mailboxes.row[who];
	const uint64_t made = clients_name(who).len > 0 ?
	    account_names_made(clients_account(who)) :
	    0;

	if (row->made == made)
		return;
	if (mailboxes.client == who)
		mailboxes.client = CLIENT_NONE;
	*row = (struct box) { .made = made };
	if (made != 0)
		enlist(who);
}

/* Takes "letter ID FROM ACTOR TEXT" of the answer. */
static void
take_letter(uint32_t asker, struct str word, struct str text)
{
	(void)asker;
	mailboxes.wrong = mailboxes.wrong || !str_eq(word, STR("letter")) ||
	    !BUF_CAT(&mailboxes.answer, text, STR("\n"));
}

/* Makes the event of "ID FROM ACTOR TEXT", and has the grammar check it. */
static bool
read_letter(
    struct str name, struct str text, uint64_t *id, struct command *event)
{
	const struct str number = str_word(&text), from = str_word(&text);
	const struct str actor = str_word(&text);
	struct buf line;

	buf_init(&line, mailboxes.line, LIMIT_LINE);
	return token_is_valid(from) && number.len <= LIMIT_ID &&
	    str_to_number(number, UINT64_MAX, id) &&
	    BUF_CAT(&line, STR("tell "), number, STR(" "), actor, STR(" "),
		name, STR(" "), text) &&
	    grammar_parse(buf_str(&line), FROM_SERVER, event) == CODE_OK;
}

/*
 * Tells the letters of the answer, at once, so that no line of another answer
 * comes between them. Returns how many there were.
 */
static unsigned
tell_letters(uint32_t who)
{
	struct box *row = &mailboxes.row[who];
	struct past_line past = { .is_known = true };
	unsigned count = 0;
	struct str line;

	while (!mailboxes.wrong &&
	    buf_line(&mailboxes.answer, &line) == LINE_WHOLE) {
		uint64_t id = 0;
		mailboxes.wrong = ++count > STEP ||
		    !read_letter(
			clients_account(who), line, &id, &past.event) ||
		    id <= row->after;
		if (mailboxes.wrong)
			break;
		if (count == 1)
			fanout_client(who, WORDS(LETTERS));
		past_line_tell(who, &past);
		row->after = id;
		row->first = row->first == 0 ? id : row->first;
		buf_drop_line(&mailboxes.answer, line);
	}
	if (count > 0)
		fanout_client(who, WORDS(LETTERS, DECIMAL(row->after)));
	budget_charge(WORK_LINE, count);
	return count;
}

/* Takes the end of the answer: goes on with what is left, or later. */
static void
end_answer(uint32_t who, const struct asks_answer *answer)
{
	const bool reads = answers_has_reader(who);
	bool wrong, goes_on;
	unsigned count = 0;

	if (answer->code != CODE_OK)
		mailboxes.again = ticks_now() + AGAIN;
	else if (reads)
		count = tell_letters(who);
	wrong = mailboxes.wrong || (reads && answer->more && count == 0);
	goes_on = reads && answer->more && !wrong;
	mailboxes.row[who].told = !goes_on;
	asks_wake(who);
	if (wrong)
		LOG_AT(LEVEL_ERR,
		    STR("broken: journal sent an answer that was not asked "
			"for"));
	else if (answer->code != CODE_OK || goes_on)
		enlist(who);
}

/* Chooses the next client. Returns false if none is to be served now. */
static bool
begin_box(void)
{
	if (mailboxes.client != CLIENT_NONE)
		return true;
	asks_cancel(ASKS_LETTERS); /* it may be about a client that has left */
	if (ticks_now() < mailboxes.again || mailboxes.waiting.count == 0)
		return false;
	mailboxes.client = ring_take(&mailboxes.waiting, CLIENTS_MAX);
	return true;
}

/* Asks for the letters of a client, and tells them. False: it has to wait. */
static bool
serve_box(void)
{
	const uint32_t who = mailboxes.client;
	const struct box *row = &mailboxes.row[who];
	struct asks_answer answer;

	if (!asks_has_asked(ASKS_LETTERS)) {
		mailboxes.wrong = false;
		buf_init(&mailboxes.answer, mailboxes.text, BYTES);
	}
	if (row->made != 0) {
		if (!asks_journal(ASKS_LETTERS,
			WORDS(LETTERS,
			    token_make(
				clients_account(who), row->made, letters.own),
			    DECIMAL(row->after)),
			take_letter, &answer))
			return false;
		end_answer(who, &answer);
	}
	mailboxes.client = CLIENT_NONE;
	return true;
}

void
letters_turn(void)
{
	uint32_t who;

	if (account_feed_is_unknown() || config_now()->state == NULL)
		return;
	if (!mailboxes.begun)
		FOR_EACH_CLIENT(client) {
			clients_add_arrival(client);
			enlist(client);
		}
	mailboxes.begun = true;
	while ((who = clients_next_arrival()) != CLIENT_NONE)
		review(who);
	while (begin_box() && serve_box())
		continue;
	if (mailboxes.waiting.count > 0 && mailboxes.again > ticks_now())
		ticks_alarm(ALARM_HELPERS, mailboxes.again);
}

/* A text for the other's program (CTCP) is no letter, but one to show is. */
bool
letter_is_due(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0], text = command->arg[1];

	return asks_kept(who)->id != 0 || /* it is under way */
	    (clients_find(name) == CLIENT_NONE && config_now()->state != NULL &&
		clients_account(who).len > 0 &&
		(account_names_find(name).len > 0 ||
		    account_feed_is_unknown()) &&
		(text.at[0] != '\001' || str_begins(text, STR("\001ACTION "))));
}

static enum outcome
refuse_letter(uint32_t who, const struct command *command, enum code code)
{
	if (code == CODE_TOO_MANY)
		return answers_refuse_saying(who, command, code, FULL);
	return answers_refuse_saying(who, command, CODE_UNAVAILABLE, REFUSAL);
}

/* Begins with a letter, which the history has, too, if it has the talk. */
static bool
begin_letter(uint32_t who, struct str account, struct str text)
{
	struct asks_kept *kept = asks_kept(who);

	clients_get(who)->spoke = ticks_mono();
	kept->id = event_ids_next_number();
	return record_in_talk(clients_account(who), account,
	    EVENT(NO_WORDS,
		WORDS(STR("tell"), DECIMAL(kept->id), FANOUT_ACTOR, account,
		    text),
		who),
	    NULL);
}

/* Erases the record of a letter that was refused. */
static enum outcome
take_back(uint32_t who, const struct command *command, struct str account)
{
	const struct asks_kept *kept = asks_kept(who);
	struct asks_answer answer;

	if (record_has_talk(clients_account(who), account) &&
	    !asks_journal(who,
		WORDS(STR("erase"),
		    token_talk(
			record_account_token(clients_account(who), letters.own),
			record_account_token(account, letters.other),
			letters.where),
		    DECIMAL(kept->id)),
		NULL, &answer))
		return OUTCOME_WAIT;
	return refuse_letter(who, command, kept->refused);
}

static enum outcome
finish_letter(uint32_t who, const struct command *command, struct str account)
{
	if (config_now()->verbose)
		LOG(STR("{name}: letter {account}"), clients_name(who),
		    account);
	FOR_EACH_OF_ACCOUNT(other, account)
		if (mailboxes.row[other].made != 0)
			enlist(other);
	return answers_ok(who, command,
	    WORDS(STR("kept"), DECIMAL(asks_kept(who)->id), account));
}

enum outcome
letter_send(uint32_t who, const struct command *command)
{
	const struct str account = account_names_find(command->arg[0]);
	struct asks_kept *kept = asks_kept(who);
	struct asks_answer answer;

	if (account.len == 0 && account_feed_is_awaited())
		return OUTCOME_WAIT;
	if (account.len == 0 || clients_account(who).len == 0)
		return refuse_letter(who, command, CODE_UNAVAILABLE);
	if (kept->refused != CODE_OK)
		return take_back(who, command, account);
	if (kept->id == 0 && asks_must_wait(who))
		return OUTCOME_WAIT;
	if (kept->id == 0 && !begin_letter(who, account, command->arg[1]))
		return refuse_letter(who, command, CODE_UNAVAILABLE);
	if (!asks_ask(who,
		&(const struct asks_question) { .of = ASKS_JOURNAL,
		    .is_made = true, /* its record */
		    .words = WORDS(STR("letter"),
			record_account_token(account, letters.other),
			DECIMAL(kept->id),
			record_account_token(clients_account(who), letters.own),
			clients_actor(who), command->arg[1]) },
		&answer))
		/* One whose worker has died waits for no answer. */
		return slots_get(clients_slot(who))->up.forced ? OUTCOME_DONE :
								 OUTCOME_WAIT;
	if (answer.code == CODE_OK)
		return finish_letter(who, command, account);
	kept->refused = answer.code;
	return take_back(who, command, account);
}

/*
 * Deletes letters. That one may be gone already: its sender has deleted it, or
 * another client of the account was first.
 */
static enum outcome
done_with_letters(uint32_t who, const struct command *command, uint64_t id)
{
	struct box *row = &mailboxes.row[who];
	struct asks_answer answer;

	if (!asks_journal(who,
		WORDS(STR("read-letters"),
		    token_make(clients_account(who), row->made, letters.own),
		    DECIMAL(id)),
		NULL, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return answers_refuse(who, command, CODE_UNAVAILABLE);
	row->first = id < row->after ? id + 1 : 0;
	return answers_ok(who, command, WORDS(command->arg[0]));
}

/*
 * The command done: of an item, or of letters. If the client will be told of
 * letters, which an earlier program may have told it already, it waits for
 * that, for hold_time at most. While it still is not told after that, its next
 * lines do not wait again.
 */
enum outcome
done_cmd(uint32_t who, const struct command *command)
{
	struct box *row = &mailboxes.row[who];
	uint64_t id = 0;

	(void)str_to_number(command->arg[0], UINT64_MAX, &id); /* an ID */
	if (work_has_item(who, command))
		return work_done(who, command);
	if (config_now()->state != NULL &&
	    (mailboxes.begun ? row->made != 0 && !row->told :
			       clients_account(who).len > 0)) {
		if (row->until == 0)
			row->until = ticks_mono() + config_now()->hold_time;
		if (ticks_mono() >= row->until)
			return answers_refuse(who, command, CODE_UNAVAILABLE);
		slots_wait(clients_slot(who), row->until);
		return OUTCOME_WAIT;
	}
	row->until = 0;
	return row->first == 0 || id < row->first || id > row->after ?
	    work_done(who, command) :
	    done_with_letters(who, command, id);
}

static void
letters_close(uint32_t who)
{
	if (mailboxes.client == who)
		mailboxes.client = CLIENT_NONE;
	mailboxes.row[who] = (struct box) { .made = 0 };
}

MODULE(letters) = {
	TABLES(TABLE(letters.own, TOKEN_MOST), TABLE(letters.other, TOKEN_MOST),
	    TABLE(letters.where, TOKEN_MOST), TABLE(mailboxes.row, CLIENTS_MAX),
	    RING(mailboxes.waiting, CLIENTS_MAX), TABLE(mailboxes.text, BYTES),
	    TABLE(mailboxes.line, LIMIT_LINE)),
	.close = letters_close
};
