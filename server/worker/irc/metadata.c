/* METADATA: see metadata.h. */
#include "worker/irc/metadata.h"

#include "shared/names.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/subscriptions.h"

#define SPACE STR(" ")
#define ALL STR("*") /* all keys, or the client itself */

static const struct str nothing;

/* The channel or person that a command is about. */
struct subject {
	struct str target; /* as shown to the client */
	struct str table; /* as the router names it */
	bool is_group;
	bool is_self;
	char room[IRC_TABLE];
};

/* Reports an error of the router. */
static enum irc_done
fail_code(struct irc *irc, enum code code, struct str target, struct str key)
{
	switch (code) {
	case CODE_NO_SUCH_NAME:
	case CODE_NO_SUCH_GROUP:
	case CODE_BAD_NAME:
	case CODE_BAD_GROUP:
		return irc_key_fail(
		    irc, STR("INVALID_TARGET"), target, nothing);
	case CODE_TOO_MANY:
		return irc_key_fail(irc, STR("LIMIT_REACHED"), target, nothing);
	case CODE_SLOW_DOWN:
		return irc_key_fail(irc, STR("RATE_LIMITED"), target, key);
	case CODE_TOO_LONG:
	case CODE_BAD_TEXT:
		return irc_key_fail(irc, STR("INVALID_VALUE"), key, nothing);
	default:
		return irc_key_fail(irc, STR("KEY_NO_PERMISSION"), target, key);
	}
}

void
irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value)
{
	char room[IRC_TABLE];

	if (irc_can(irc, CAP_METADATA))
		irc_key_reply(irc, irc_table_shown(table, room), key, value);
}

/* Takes the next of the lines "KEY VALUE". Returns false if there is none. */
static bool
next_line(struct str *lines, struct str *key, struct str *value)
{
	struct str line;

	if (lines->len == 0)
		return false;
	line = str_cut(lines, '\n');
	*key = str_word(&line);
	*value = line;
	return true;
}

/* Returns the value of a key in such lines, empty if it is missing. */
static struct str
value_of(struct str lines, struct str sought)
{
	struct str key, value;

	while (next_line(&lines, &key, &value))
		if (str_eq(key, sought))
			return value;
	return nothing;
}

/*
 * Finds the key of the line with that number, from 0. Returns false if there
 * are not so many.
 */
static bool
key_at(struct str lines, size_t number, struct str *key)
{
	struct str value;

	while (next_line(&lines, key, &value))
		if (number-- == 0)
			return true;
	return false;
}

/* Appends a line. Returns false if there is no room. */
static bool
add_line(struct buf *to, struct str key, struct str value)
{
	return BUF_CAT(to, key, SPACE, value, STR("\n"));
}

/* Collects a row, as far as there is room. */
static void
hear_row(struct irc *irc, struct str key, struct str value)
{
	if (irc->metadata.keys_only)
		value = nothing;
	if (!IRC_ADD(irc->list, key, SPACE, value, STR("\n")))
		irc->metadata.is_full = true;
}

/*
 * Takes an answer for the next step: rows, "ok mode ..." or "err VERB CODE
 * ...".
 */
void
irc_hear_metadata(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_ERR) {
		if (!code_find(said->arg[1], &irc->metadata.code))
			irc->metadata.code = CODE_NOT_ALLOWED;
	} else if (said->rule->verb == VERB_ROW) {
		hear_row(irc, said->arg[1], said->arg[4]);
	} else if (str_eq(said->arg[0], STR("mode"))) {
		(void)str_word(&rest); /* skip G */
		(void)str_word(&rest); /* skip LETTERS */
		(void)str_word(&rest); /* skip CREATED */
		irc->metadata.is_operator = irc_has(str_word(&rest), 'o');
	}
}

/* Shows "row T KEY ID NAME VALUE", in a batch that ends with ok. */
void
irc_hear_metadata_rows(struct irc *irc, const struct command *said)
{
	enum code code = CODE_NOT_ALLOWED;
	char room[IRC_TABLE];

	if (said->rule->verb == VERB_ERR) {
		(void)code_find(said->arg[1], &code);
		(void)fail_code(irc, code, irc->ask->word, ALL);
		return;
	}
	irc_out_batch(irc, STR("metadata"), irc->ask->word);
	if (said->rule->verb == VERB_ROW)
		irc_key_reply(irc, irc_table_shown(said->arg[0], room),
		    said->arg[1], said->arg[4]);
	else
		irc_out_batch_end(irc);
}

void
irc_hear_join_heard(struct irc *irc, const struct command *said)
{
	if (!irc->join_failed && said->rule->verb == VERB_ROW)
		irc_metadata_show(
		    irc, said->arg[0], said->arg[1], said->arg[4]);
}

/* Sends a command whose answer the next step needs. */
#define ASK(irc, ...)                    \
	((irc)->metadata.code = CODE_OK, \
	    IRC_ASK(irc, IRC_ASKS_METADATA, nothing, __VA_ARGS__))

/*
 * Asks whether the client may change a table. It may change its own. For a
 * channel, the answer shows whether it is an operator; for another person, only
 * whether that person is here. The next step calls rights_of.
 */
static void
ask_rights(struct irc *irc, const struct subject *subject)
{
	irc->list.len = 0;
	irc->metadata.code = CODE_OK;
	irc->metadata.is_operator = subject->is_self;
	if (!subject->is_self)
		(void)ASK(irc, subject->is_group ? STR("mode") : STR("get"),
		    subject->table); /* always valid */
}

static enum code
rights_of(const struct irc *irc)
{
	if (irc->metadata.code != CODE_OK)
		return irc->metadata.code;
	return irc->metadata.is_operator ? CODE_OK : CODE_NOT_ALLOWED;
}

/*
 * Holds an entry until the client has a name, in place of an earlier one with
 * that key; an empty value removes it. Returns false if there is no room.
 */
static bool
hold(struct irc *irc, struct str key, struct str value)
{
	struct irc_metadata *metadata = &irc->metadata;
	struct str lines = IRC_STR(metadata->unsent), other, old;
	char room[IRC_HELD];
	struct buf kept;

	buf_init(&kept, room, sizeof(room));
	while (next_line(&lines, &other, &old))
		if (!str_eq(other, key))
			(void)add_line(&kept, other, old); /* fits as before */
	if (value.len > 0 && !add_line(&kept, key, value))
		return false;
	IRC_KEEP(metadata->unsent, buf_str(&kept));
	return true;
}

static enum irc_done
set_before(struct irc *irc, struct str key, struct str value)
{
	const enum code code = text_check(value, IRC_VALUE);

	if (value.len > 0 && code != CODE_OK)
		return fail_code(irc, code, ALL, key);
	if (!hold(irc, key, value))
		return irc_key_fail(irc, STR("LIMIT_REACHED"), ALL, nothing);
	irc_key_reply(irc, ALL, key, value);
	return IRC_DONE;
}

/* Sends the change, if the client may make it. */
static enum irc_done
change(struct irc *irc, const struct subject *subject, struct str key,
    struct str value)
{
	enum code code = rights_of(irc);

	if (code == CODE_OK && value.len > 0)
		code = ASK(irc, STR("put"), subject->table, key, value);
	else if (code == CODE_OK)
		code = ASK(irc, STR("cut"), subject->table, key);
	return code == CODE_OK ? IRC_MORE :
				 fail_code(irc, code, subject->target, key);
}

/*
 * Handles SET KEY [VALUE]. Without a value the key is removed; it is no error
 * if there was none.
 */
static enum irc_done
say_set(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	const struct str value = line->param[3];
	char room[LIMIT_KEY];
	struct str key;

	if (!irc_key(line->param[2], room, &key))
		return irc_key_fail(
		    irc, STR("KEY_INVALID"), line->param[2], nothing);
	if (!irc->registration.done)
		return set_before(irc, key, value);
	if (value.len > IRC_VALUE)
		return fail_code(irc, CODE_TOO_LONG, subject->target, key);
	if (irc->step == 0) {
		ask_rights(irc, subject);
		return IRC_MORE;
	}
	if (irc->step == 1)
		return change(irc, subject, key, value);
	if (irc->metadata.code != CODE_OK &&
	    irc->metadata.code != CODE_NO_SUCH_KEY)
		return fail_code(irc, irc->metadata.code, subject->target, key);
	irc_key_reply(irc, subject->target, key, value);
	return IRC_DONE;
}

/* Sends a get, of one key or of all, whose rows the next step finds in list. */
static enum irc_done
ask_rows(struct irc *irc, const struct subject *subject, struct str key)
{
	irc->list.len = 0;
	irc->metadata.is_full = false;
	(void)ASK(irc, STR("get"), subject->table, key); /* always valid */
	return IRC_MORE;
}

/* Shows the value of a key from these lines. */
static void
show_key(struct irc *irc, const struct subject *subject, struct str word,
    struct str lines)
{
	char room[LIMIT_KEY];
	struct str key;

	if (irc_key(word, room, &key))
		irc_key_reply(irc, subject->target, key, value_of(lines, key));
	else
		(void)irc_key_fail(irc, STR("KEY_INVALID"), word, nothing);
}

/* Handles GET KEYS before the client has a name. */
static enum irc_done
get_before(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	struct irc_key_walk walk = { .line = line, .next = 2 };
	struct str word;

	irc_out_batch(irc, STR("metadata"), subject->target);
	while (irc_key_next(&walk, &word))
		show_key(irc, subject, word, IRC_STR(irc->metadata.unsent));
	irc_out_batch_end(irc);
	return IRC_DONE;
}

/* Finds the key of that number, from 0, of GET. False if there is none. */
static bool
word_at(const struct irc_line *line, size_t number, struct str *word)
{
	struct irc_key_walk walk = { .line = line, .next = 2 };

	while (irc_key_next(&walk, word))
		if (number-- == 0)
			return true;
	return false;
}

/*
 * Handles GET KEYS: a step asks for a key, and the next one shows its value. A
 * key that is invalid is not asked for.
 */
static enum irc_done
say_get(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	char room[LIMIT_KEY];
	struct str word, key;

	if (!irc->registration.done)
		return get_before(irc, line, subject);
	if (irc->step > 0 && irc->metadata.code != CODE_OK) {
		irc_out_batch_end(irc);
		return fail_code(
		    irc, irc->metadata.code, subject->target, line->param[2]);
	}
	if (irc->step > 0) {
		(void)word_at(line, irc->step - 1, &word); /* it was there */
		irc_out_batch(irc, STR("metadata"), subject->target);
		show_key(irc, subject, word, IRC_STR(irc->list));
	}
	irc->list.len = 0;
	if (!word_at(line, irc->step, &word)) {
		irc_out_batch_end(irc);
		return IRC_DONE;
	}
	irc->metadata.code = CODE_OK;
	irc->metadata.keys_only = false;
	return irc_key(word, room, &key) ? ask_rows(irc, subject, key) :
					   IRC_MORE;
}

/* Shows the entries in these lines, or that all of them have been removed. */
static enum irc_done
tell_entries(struct irc *irc, const struct subject *subject, struct str lines,
    bool removed)
{
	struct str key, value;

	irc_out_batch(irc, STR("metadata"), subject->target);
	while (next_line(&lines, &key, &value))
		irc_key_reply(
		    irc, subject->target, key, removed ? nothing : value);
	irc_out_batch_end(irc);
	return IRC_DONE;
}

/* Handles LIST. */
static enum irc_done
say_list(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	(void)line;
	if (!irc->registration.done)
		return tell_entries(
		    irc, subject, IRC_STR(irc->metadata.unsent), false);
	(void)IRC_ASK(irc, IRC_ASKS_METADATA_ROWS, subject->target, STR("get"),
	    subject->table); /* always valid */
	return IRC_DONE;
}

/* Handles CLEAR before the client has a name. */
static enum irc_done
clear_before(struct irc *irc, const struct subject *subject)
{
	(void)tell_entries(irc, subject, IRC_STR(irc->metadata.unsent), true);
	irc->metadata.unsent.len = 0;
	return IRC_DONE;
}

/* Collects keys that are to be removed from the next step on. */
static enum irc_done
collect_keys(struct irc *irc, const struct subject *subject)
{
	irc->metadata.keys_only = true;
	irc->metadata.first = irc->step + 1;
	return ask_rows(irc, subject, nothing);
}

/*
 * Handles CLEAR: asks whether the client may, collects as many keys as there is
 * room for, removes one per step, and collects again if there are more.
 */
static enum irc_done
say_clear(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	const struct irc_metadata *metadata = &irc->metadata;
	enum code code = metadata->code;
	struct str key;

	(void)line;
	if (!irc->registration.done)
		return clear_before(irc, subject);
	if (irc->step == 0) {
		ask_rights(irc, subject);
		return IRC_MORE;
	}
	if (irc->step == 1)
		code = rights_of(irc);
	if (code != CODE_OK && code != CODE_NO_SUCH_KEY)
		return fail_code(irc, code, subject->target, ALL);
	if (irc->step == 1)
		return collect_keys(irc, subject);
	if (key_at(IRC_STR(irc->list), irc->step - metadata->first, &key)) {
		(void)ASK(irc, STR("cut"), subject->table, key); /* valid */
		return IRC_MORE;
	}
	(void)tell_entries(irc, subject, IRC_STR(irc->list), true);
	return metadata->is_full ? collect_keys(irc, subject) : IRC_DONE;
}

/* Handles SYNC. */
static enum irc_done
say_sync(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	(void)line;
	(void)IRC_ASK(irc, IRC_ASKS_METADATA_ROWS, subject->target,
	    STR("heard"), subject->table); /* always valid */
	return IRC_DONE;
}

static const struct {
	struct str word;
	size_t least; /* parameters needed */
	bool before; /* also without a name, for the client itself */
	enum irc_done (*say)(struct irc *irc, const struct irc_line *line,
	    const struct subject *subject);
	enum irc_done (*subscribe)(
	    struct irc *irc, const struct irc_line *line);
} subcommands[] = {
	{ LIT("GET"), 3, true, say_get, NULL },
	{ LIT("LIST"), 2, true, say_list, NULL },
	{ LIT("SET"), 3, true, say_set, NULL },
	{ LIT("CLEAR"), 2, true, say_clear, NULL },
	{ LIT("SUB"), 3, true, NULL, irc_sub },
	{ LIT("UNSUB"), 3, true, NULL, irc_unsub },
	{ LIT("SUBS"), 2, true, NULL, irc_subs },
	{ LIT("SYNC"), 2, false, say_sync, NULL },
};

/*
 * Finds the subject of a command. Returns false if the target is neither a
 * channel nor a nickname.
 */
static bool
read_subject(struct irc *irc, struct str target, struct subject *subject)
{
	if (str_eq(target, ALL))
		target = irc_nick(irc);
	subject->target = target;
	subject->is_self = str_caseeq(target, irc_nick(irc));
	if (!irc->registration.done) {
		subject->target = ALL;
		return subject->is_self;
	}
	if (!irc_table(target, subject->room, &subject->table))
		return false;
	subject->is_group = subject->table.at[0] != '@';
	return true;
}

enum irc_done
irc_metadata(struct irc *irc, const struct irc_line *line)
{
	struct subject subject = { .is_group = false };
	size_t i = 0;

	while (i < COUNT(subcommands) &&
	    !str_caseeq(subcommands[i].word, line->param[1]))
		i++;
	if (i == COUNT(subcommands))
		return irc_key_fail(
		    irc, STR("SUBCOMMAND_INVALID"), line->param[1], nothing);
	if (line->count < subcommands[i].least) {
		NUMERIC(irc, "461", STR("METADATA :Not enough parameters"));
		return IRC_DONE;
	}
	if (!irc->registration.done && !subcommands[i].before) {
		NUMERIC(irc, "451", STR(":You have not registered"));
		return IRC_DONE;
	}
	if (subcommands[i].subscribe != NULL)
		return subcommands[i].subscribe(irc, line);
	if (!read_subject(irc, line->param[0], &subject))
		return irc_key_fail(
		    irc, STR("INVALID_TARGET"), line->param[0], nothing);
	return subcommands[i].say(irc, line, &subject);
}

void
irc_metadata_begin(struct irc *irc)
{
	struct str lines = IRC_STR(irc->metadata.unsent), key, value, table;
	char room[IRC_TABLE];

	if (!irc_table(irc_nick(irc), room, &table))
		return; /* does not happen */
	while (next_line(&lines, &key, &value))
		(void)IRC_ASK(irc, IRC_ASKS_NOTHING, nothing, STR("put"), table,
		    key, value); /* always valid */
	irc->metadata.unsent.len = 0;
	irc_subs_begin(irc);
	if (irc_can(irc, CAP_METADATA))
		(void)IRC_ASK(irc, IRC_ASKS_METADATA_ROWS, irc_nick(irc),
		    STR("get"), table); /* always valid */
}
