/*
 * METADATA: the entries in the tables of channels and people, for IRC clients
 * (IRCv3 draft/metadata-3). The router keeps the tables and the keys that a
 * client subscribes to; only METADATA from before the client has a name is held
 * here.
 */
#include "worker/irc/parts.h"

#include "shared/names.h"
#include "worker/irc/errors.h"
#include "worker/irc/line.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

#define ALL STR("*") /* all keys, or the client itself */

static const struct str nothing;

/* The channel or person that a command is about. */
struct subject {
	struct str target; /* as shown to the client */
	struct str table; /* as the router names it */
	bool is_channel;
	bool is_self;
	char room[IRC_TABLE];
};

/* Reports an error about a table or key. */
static enum irc_done
fail(struct irc *irc, enum code code, struct str target, struct str key)
{

	irc_error(irc, IRC_ASKS_METADATA, code, IRC_ABOUT(target, key));
	return IRC_DONE;
}

/*
 * Writes RPL_KEYVALUE, or RPL_KEYNOTSET if there is no value, or one over
 * IRC_VALUE.
 */
static void
tell(struct irc *irc, struct str target, struct str key, struct str value)
{
	if (value.len > 0 && value.len <= IRC_VALUE)
		TELL(irc, "761 %1 %2 * :%3", target, key, value);
	else
		TELL(irc, "766 %1 %2 :key not set", target, key);
}

void
irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value)
{
	const struct irc_target target = irc_target(table);

	tell(irc, IRC_CAT(IRC_TABLE, target.before, target.name), key, value);
}

/*
 * Converts a key to lower case, as the router has it. If the word is no valid
 * key, reports that, in the batch of a subject if one is given.
 */
static bool
read_key(struct irc *irc, const struct subject *subject, struct str word,
    char room[LIMIT_KEY], struct str *key)
{
	*key = (struct str) { room, word.len <= LIMIT_KEY ? word.len : 0 };
	for (size_t i = 0; i < key->len; i++)
		room[i] = (char)str_lower(word.at[i]);
	if (key_check(*key) == CODE_OK)
		return true;
	if (subject != NULL)
		irc_out_batch(irc, STR("metadata"), subject->target);
	(void)fail(irc, CODE_NO_SUCH_KEY, word, nothing);
	return false;
}

/*
 * Finds the word of that number, from 0, among the keys of a line, which begin
 * at the third parameter. The last parameter may hold several keys, because a
 * line has at most IRC_PARAMS. Returns false if there are not so many.
 */
static bool
word_at(const struct irc_line *line, size_t number, struct str *word)
{
	for (size_t i = 2; i < line->count; i++) {
		struct str rest = line->param[i];
		do {
			*word = str_word(&rest);
			if ((word->len > 0 || line->param[i].len == 0) &&
			    number-- == 0)
				return true;
		} while (rest.len > 0);
	}
	return false;
}

/* Takes the next of the lines "KEY VALUE". Returns false if there is none. */
static bool
next_line(struct str *lines, struct str *key, struct str *value)
{
	if (lines->len == 0)
		return false;
	*value = str_cut(lines, '\n');
	*key = str_word(value);
	return true;
}

/* Finds the line of a key. Returns false if it is missing. */
static bool
find_line(struct str lines, struct str sought, struct str *value)
{
	struct str key;

	while (next_line(&lines, &key, value))
		if (str_eq(key, sought))
			return true;
	*value = nothing;
	return false;
}

/*
 * Removes the line of a key from the lines, and appends another; without
 * pieces, none. Returns false, and changes nothing, if it has no room.
 */
static bool
replace(char *text, size_t size, size_t *len, struct str key,
    const struct str *pieces, size_t count)
{
	struct str lines = { text, *len };
	char room[IRC_HELD];
	struct buf kept;

	buf_init(&kept, room, size < sizeof(room) ? size : sizeof(room));
	while (lines.len > 0) {
		const struct str old = str_cut(&lines, '\n');
		struct str rest = old;
		if (!str_eq(str_word(&rest), key))
			(void)BUF_CAT(&kept, old, STR("\n")); /* fits */
	}
	if (!buf_cat(&kept, pieces, count))
		return false;
	*len = buf_len(&kept);
	memcpy(text, room, *len);
	return true;
}
#define REPLACE(lines, key, pieces, count)                                     \
	replace((lines).text, sizeof((lines).text), &(lines).len, key, pieces, \
	    count)

/* Shows entries, or that all of them have been removed. */
static void
tell_entries(struct irc *irc, const struct subject *subject, struct str lines,
    bool removed)
{
	struct str key, value;

	irc_out_batch(irc, STR("metadata"), subject->target);
	while (next_line(&lines, &key, &value))
		tell(irc, subject->target, key, removed ? nothing : value);
	irc_out_batch_end(irc);
}

/*
 * Takes an answer for the next step: rows, whose keys are collected as far as
 * there is room, "ok mode G LETTERS CREATED ROLE ..." or "err VERB CODE ...".
 */
void
irc_hear_metadata(struct irc *irc, const struct command *said)
{
	struct irc_metadata *metadata = &irc->metadata;
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_ERR) {
		if (!code_find(said->arg[1], &metadata->code))
			metadata->code = CODE_NOT_ALLOWED;
	} else if (said->rule->verb == VERB_ROW) {
		metadata->is_full |=
		    !IRC_ADD(irc->list, said->arg[1], STR("\n"));
	} else if (str_eq(said->arg[0], STR("mode"))) {
		for (size_t skip = 0; skip < 3; skip++)
			(void)str_word(&rest);
		metadata->is_operator = irc_has(str_word(&rest), 'o');
	}
}

/* Takes the answer about one key: "row T KEY ID NAME VALUE", if it is set. */
void
irc_hear_metadata_key(struct irc *irc, const struct command *said)
{
	struct str key = irc->ask->word;
	const struct str target = str_word(&key);

	if (said->rule->verb == VERB_ERR) {
		irc_hear_metadata(irc, said);
		return;
	}
	irc_out_batch(irc, STR("metadata"), target);
	if (said->rule->verb == VERB_ROW)
		tell(irc, target, key, said->arg[4]);
	else if (irc->list_lines == 0)
		tell(irc, target, key, nothing);
	irc->list_lines = said->rule->verb == VERB_ROW;
}

/*
 * Shows "row T KEY ID NAME VALUE", in a batch that ends with ok unless they
 * come with a join.
 */
void
irc_hear_metadata_rows(struct irc *irc, const struct command *said)
{
	const bool batched = irc->ask->what == IRC_ASKS_METADATA_ROWS;

	if (batched)
		irc_out_batch(irc, STR("metadata"), irc->ask->word);
	if (said->rule->verb == VERB_ROW)
		irc_metadata_show(
		    irc, said->arg[0], said->arg[1], said->arg[4]);
	else if (batched)
		irc_out_batch_end(irc);
}

/* Sends a command whose answer the next step needs. */
#define ASK_FIRST(irc, ...)              \
	((irc)->metadata.code = CODE_OK, \
	    ASK(irc, METADATA, nothing, __VA_ARGS__))

/*
 * Returns whether the client may change a table, after a step that has asked
 * for the channel's modes or for the person's keys.
 */
static enum code
rights_of(const struct irc *irc, const struct subject *subject)
{
	if (irc->metadata.code != CODE_OK)
		return irc->metadata.code;
	return subject->is_self || irc->metadata.is_operator ? CODE_OK :
							       CODE_NOT_ALLOWED;
}

/*
 * Asks for what rights_of needs: the modes of a channel tell whether the client
 * is its operator; the answer for another person only whether that one is here.
 */
static enum irc_done
ask_rights(struct irc *irc, const struct subject *subject)
{
	irc->metadata.code = CODE_OK;
	irc->metadata.is_operator = false;
	irc->metadata.is_full = true; /* nothing is collected yet */
	if (subject->is_self)
		return IRC_MORE;
	(void)ASK_FIRST(irc, subject->is_channel ? STR("mode") : STR("get"),
	    subject->table); /* always valid */
	return IRC_MORE;
}

/* Handles SET KEY [VALUE] before the client has a name. */
static enum irc_done
set_before(struct irc *irc, struct str key, struct str value)
{
	const struct str line[] = { key, STR(" "), value, STR("\n") };
	const enum code code =
	    value.len > 0 ? text_check(value, IRC_VALUE) : CODE_OK;

	if (code != CODE_OK)
		return fail(irc, code, ALL, key);
	if (!REPLACE(irc->metadata.unsent, key, line,
		value.len > 0 ? COUNT(line) : 0))
		return fail(irc, CODE_TOO_MANY, ALL, nothing);
	tell(irc, ALL, key, value);
	return IRC_DONE;
}

/*
 * Handles SET KEY [VALUE]. Without a value the key is removed; it is no error
 * if there was none. The steps ask whether the client may, send the change, and
 * report it.
 */
static enum irc_done
say_set(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	const struct str value = line->param[3];
	enum code code = irc->metadata.code;
	char room[LIMIT_KEY];
	struct str key;

	if (!read_key(irc, NULL, line->param[2], room, &key))
		return IRC_DONE;
	if (!irc->registration.done)
		return set_before(irc, key, value);
	if (value.len > IRC_VALUE)
		return fail(irc, CODE_TOO_LONG, subject->target, key);
	if (irc->step == 0)
		return ask_rights(irc, subject);
	if (irc->step == 1) {
		code = rights_of(irc, subject);
		if (code == CODE_OK)
			code = value.len > 0 ?
			    ASK_FIRST(
				irc, STR("put"), subject->table, key, value) :
			    ASK_FIRST(irc, STR("cut"), subject->table, key);
		if (code == CODE_OK)
			return IRC_MORE;
	} else if (code == CODE_OK || code == CODE_NO_SUCH_KEY) {
		tell(irc, subject->target, key, value);
		return IRC_DONE;
	}
	return fail(irc, code, subject->target, key);
}

/*
 * Handles GET KEYS, a key per step. Without a name yet, nothing is asked: the
 * keys are held here.
 */
static enum irc_done
say_get(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	struct irc_metadata *metadata = &irc->metadata;
	const struct str target = subject->target;
	char key_room[LIMIT_KEY];
	struct str word, key, value;

	if (irc->step == 0)
		metadata->code = CODE_OK;
	if (metadata->code != CODE_OK || !word_at(line, irc->step, &word)) {
		irc_out_batch_end(irc);
		return metadata->code == CODE_OK ?
		    IRC_DONE :
		    fail(irc, metadata->code, target, line->param[2]);
	}
	if (!read_key(irc, subject, word, key_room, &key))
		return IRC_MORE;
	if (irc->registration.done) {
		(void)ASK(irc, METADATA_KEY, IRC_ABOUT(target, key), STR("get"),
		    subject->table, key); /* always valid */
	} else {
		irc_out_batch(irc, STR("metadata"), target);
		(void)find_line(IRC_STR(metadata->unsent), key, &value);
		tell(irc, target, key, value);
	}
	return IRC_MORE;
}

/* Handles LIST, and SYNC, which is about the subscribed keys. */
static enum irc_done
say_rows(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	if (irc->registration.done)
		(void)ASK(irc, METADATA_ROWS, subject->target,
		    str_caseeq(line->param[1], STR("SYNC")) ? STR("heard") :
							      STR("get"),
		    subject->table); /* always valid */
	else
		tell_entries(
		    irc, subject, IRC_STR(irc->metadata.unsent), false);
	return IRC_DONE;
}

/*
 * Handles CLEAR: asks whether the client may, collects as many keys as there is
 * room for, removes one per step, and collects again if there are more.
 */
static enum irc_done
say_clear(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	struct irc_metadata *metadata = &irc->metadata;
	struct str lines = IRC_STR(irc->list), key = nothing, value;
	enum code code = metadata->code;

	(void)line;
	if (!irc->registration.done) {
		tell_entries(irc, subject, IRC_STR(metadata->unsent), true);
		metadata->unsent.len = 0;
		return IRC_DONE;
	}
	if (irc->step == 0)
		return ask_rights(irc, subject);
	if (irc->step == 1)
		code = rights_of(irc, subject);
	if (code != CODE_OK && code != CODE_NO_SUCH_KEY)
		return fail(irc, code, subject->target, ALL);
	for (size_t i = metadata->first; irc->step > 1 && i <= irc->step; i++)
		if (!next_line(&lines, &key, &value))
			key = nothing;
	if (irc->step > 1 && key.len > 0) {
		(void)ASK_FIRST(
		    irc, STR("cut"), subject->table, key); /* valid */
		return IRC_MORE;
	}
	if (irc->step > 1)
		tell_entries(irc, subject, IRC_STR(irc->list), true);
	if (!metadata->is_full)
		return IRC_DONE;
	metadata->is_full = false;
	metadata->first = irc->step + 1;
	irc->list.len = 0;
	(void)ASK_FIRST(irc, STR("get"), subject->table); /* always valid */
	return IRC_MORE;
}

/* Sends the subscriptions to the router, if the client has a name. */
static void
send_subscriptions(struct irc *irc)
{
	struct str lines = IRC_STR(irc->metadata.subscribed), value;
	struct str words[1 + LIMIT_KEYS] = { STR("hear") };
	size_t count = 1;

	while (next_line(&lines, &words[count], &value))
		count++;
	if (irc->registration.done)
		(void)irc_ask(irc, IRC_ASKS_NOTHING, nothing, words,
		    count); /* always valid */
}

/*
 * Handles SUB KEYS and UNSUB KEYS, and SUBS, which lists them. After SUB,
 * reports the client's channels (774): it may ask for the current values in
 * each of them.
 */
static enum irc_done
say_sub(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	struct irc_metadata *metadata = &irc->metadata;
	const bool adds = str_caseeq(line->param[1], STR("SUB"));
	char room[LIMIT_KEY];
	struct str word, key, value;

	(void)subject;
	if (str_caseeq(line->param[1], STR("SUBS"))) {
		struct str lines = IRC_STR(metadata->subscribed);
		while (next_line(&lines, &key, &value))
			TELL(irc, "772 %1", key);
		return IRC_DONE;
	}
	if (irc->step > 0) {
		for (size_t i = 0; irc_word_at(IRC_STR(irc->list), i, &word);
		     i++)
			TELL(irc, "774 #%1", word);
		return IRC_DONE;
	}
	for (size_t i = 0; word_at(line, i, &word); i++) {
		if (!read_key(irc, NULL, word, room, &key))
			continue;
		const struct str added[] = { key, STR("\n") };
		const bool known =
		    find_line(IRC_STR(metadata->subscribed), key, &value);
		if (adds && !known && metadata->count == LIMIT_KEYS) {
			TELL(irc,
			    "FAIL METADATA TOO_MANY_SUBS %w1 "
			    ":Too many keys: limit 20",
			    word);
			break;
		}
		metadata->count += adds && !known;
		metadata->count -= !adds && known;
		if (adds != known)
			(void)REPLACE(metadata->subscribed, key, added,
			    adds ? COUNT(added) : 0); /* fits */
		irc_tell(
		    irc, IRC_WORDS(adds ? STR("770 %1") : STR("771 %1"), key));
	}
	send_subscriptions(irc);
	if (!adds)
		return IRC_DONE;
	irc->list.len = 0;
	if (irc->registration.done)
		(void)ASK(irc, GROUPS, nothing, STR("whois"),
		    irc_nick(irc)); /* always valid */
	return IRC_MORE;
}

static const struct subcommand {
	struct str word;
	size_t least; /* parameters needed */
	bool needs_name; /* or it also works before, for the client itself */
	bool has_subject;
	enum irc_done (*say)(struct irc *irc, const struct irc_line *line,
	    const struct subject *subject);
} subcommands[] = {
	{ LIT("GET"), 3, false, true, say_get },
	{ LIT("LIST"), 2, false, true, say_rows },
	{ LIT("SET"), 3, false, true, say_set },
	{ LIT("CLEAR"), 2, false, true, say_clear },
	{ LIT("SUB"), 3, false, false, say_sub },
	{ LIT("UNSUB"), 3, false, false, say_sub },
	{ LIT("SUBS"), 2, false, false, say_sub },
	{ LIT("SYNC"), 2, true, true, say_rows },
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
	subject->target = irc->registration.done ? target : ALL;
	subject->is_self = str_caseeq(target, irc_nick(irc));
	subject->is_channel = irc_group(target).len > 0;
	return irc->registration.done ?
	    irc_table(target, subject->room, &subject->table) :
	    subject->is_self;
}

enum irc_done
irc_metadata(struct irc *irc, const struct irc_line *line)
{
	const struct subcommand *subcommand = subcommands;
	struct subject subject = { .is_self = false };
	enum irc_done done = IRC_DONE;

	while (subcommand < subcommands + COUNT(subcommands) &&
	    !str_caseeq(subcommand->word, line->param[1]))
		subcommand++;
	if (subcommand == subcommands + COUNT(subcommands))
		TELL(irc,
		    "FAIL METADATA SUBCOMMAND_INVALID %w1 :Unknown subcommand",
		    line->param[1]);
	else if (line->count < subcommand->least)
		TELL(irc, "461 METADATA :Not enough parameters");
	else if (!irc->registration.done && subcommand->needs_name)
		TELL(irc, "451 :You have not registered");
	else if (subcommand->has_subject &&
	    !read_subject(irc, line->param[0], &subject))
		(void)fail(irc, CODE_NO_SUCH_NAME, line->param[0], nothing);
	else
		done = subcommand->say(irc, line, &subject);
	if (done == IRC_DONE)
		irc->list.len = 0;
	return done;
}

void
irc_metadata_begin(struct irc *irc)
{
	struct str lines = IRC_STR(irc->metadata.unsent), key, value, table;
	char room[IRC_TABLE];

	if (!irc_table(irc_nick(irc), room, &table))
		return; /* does not happen */
	/* All these are valid. */
	while (next_line(&lines, &key, &value))
		(void)ASK(irc, NOTHING, nothing, STR("put"), table, key, value);
	irc->metadata.unsent.len = 0;
	if (irc->metadata.count > 0)
		send_subscriptions(irc);
	if (irc_can(irc, CAP_METADATA))
		(void)ASK(irc, METADATA_ROWS, irc_nick(irc), STR("get"), table);
}
