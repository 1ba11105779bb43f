/* METADATA: see metadata.h. */
#include "worker/irc/metadata.h"

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
	bool is_self;
	char room[IRC_TABLE];
};

/* Reports an error of the router. */
static enum irc_done
fail(struct irc *irc, enum code code, struct str target, struct str key)
{
	struct irc_about room;

	irc_error(irc, IRC_ASKS_METADATA, code, IRC_ABOUT(&room, target, key));
	return IRC_DONE;
}

/*
 * Writes RPL_KEYVALUE, or RPL_KEYNOTSET if there is no value, or one over
 * IRC_VALUE.
 */
static void
tell_value(struct irc *irc, struct str target, struct str key, struct str value)
{
	if (value.len > 0 && value.len <= IRC_VALUE)
		TELL(irc, "761 %1 %2 * :%3", target, key, value);
	else
		TELL(irc, "766 %1 %2 :key not set", target, key);
}

/* The same, for a table as the router names it. */
static void
tell_row(struct irc *irc, struct str table, struct str key, struct str value)
{
	const struct irc_target target = irc_target(table);
	char room[IRC_TABLE];
	struct buf shown;

	buf_init(&shown, room, sizeof(room));
	(void)BUF_CAT(&shown, target.before, target.name); /* fits */
	tell_value(irc, buf_str(&shown), key, value);
}

void
irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value)
{
	if (irc_can(irc, CAP_METADATA))
		tell_row(irc, table, key, value);
}

/*
 * Converts a key to lower case, as the router has it. Returns false if the word
 * is no valid key.
 */
static bool
to_key(struct str word, char room[LIMIT_KEY], struct str *key)
{
	if (word.len > LIMIT_KEY)
		return false;
	for (size_t i = 0; i < word.len; i++)
		room[i] = (char)str_lower(word.at[i]);
	*key = (struct str) { room, word.len };
	return key_check(*key) == CODE_OK;
}

/* Does the same, and reports a word that is no valid key. */
static bool
read_key(
    struct irc *irc, struct str word, char room[LIMIT_KEY], struct str *key)
{
	const bool good = to_key(word, room, key);

	if (!good)
		TELL(irc,
		    "FAIL METADATA KEY_INVALID %w1 "
		    ":Invalid key: use up to 32 letters, digits and _./-",
		    word);
	return good;
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
 * Removes the line of a key from the lines, and appends another, which is not
 * added if it is empty. Returns false, and changes nothing, if it has no room.
 */
#define REPLACE(lines, key, ...)                                       \
	replace((lines).text, sizeof((lines).text), &(lines).len, key, \
	    IRC_WORDS(__VA_ARGS__))
static bool
replace(char *text, size_t size, size_t *len, struct str key,
    const struct str *line, size_t count)
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
	if (!buf_cat(&kept, line, count))
		return false;
	*len = buf_len(&kept);
	memcpy(text, room, *len);
	return true;
}

/* Shows entries, or that all of them have been removed. */
static enum irc_done
tell_entries(struct irc *irc, const struct subject *subject, struct str lines,
    bool removed)
{
	struct str key, value;

	irc_out_batch(irc, STR("metadata"), subject->target);
	while (next_line(&lines, &key, &value))
		tell_value(
		    irc, subject->target, key, removed ? nothing : value);
	irc_out_batch_end(irc);
	return IRC_DONE;
}

/*
 * Takes an answer for the next step: rows, which are collected as far as there
 * is room, "ok mode G LETTERS CREATED ROLE ..." or "err VERB CODE ...".
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
		if (!IRC_ADD(irc->list, said->arg[1], STR(" "),
			metadata->keys_only ? nothing : said->arg[4],
			STR("\n")))
			metadata->is_full = true;
	} else if (str_eq(said->arg[0], STR("mode"))) {
		for (size_t skip = 0; skip < 3; skip++)
			(void)str_word(&rest);
		metadata->is_operator = irc_has(str_word(&rest), 'o');
	}
}

/* Shows "row T KEY ID NAME VALUE", in a batch that ends with ok. */
void
irc_hear_metadata_rows(struct irc *irc, const struct command *said)
{
	irc_out_batch(irc, STR("metadata"), irc->ask->word);
	if (said->rule->verb == VERB_ROW)
		tell_row(irc, said->arg[0], said->arg[1], said->arg[4]);
	else
		irc_out_batch_end(irc);
}

/* Shows a subscribed key of a channel that the client joins. */
void
irc_hear_join_heard(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ROW)
		irc_metadata_show(
		    irc, said->arg[0], said->arg[1], said->arg[4]);
}

/* Sends a command whose answer the next step needs. */
#define ASK_FIRST(irc, ...)                                   \
	((irc)->list.len = 0, (irc)->metadata.code = CODE_OK, \
	    ASK(irc, METADATA, nothing, __VA_ARGS__))

/*
 * Asks whether the client may change a table. It may change its own. For a
 * channel, the answer shows whether it is an operator; for another person, only
 * whether that person is here. The next step calls rights_of.
 */
static enum irc_done
ask_rights(struct irc *irc, const struct subject *subject)
{
	irc->metadata.code = CODE_OK;
	irc->metadata.is_operator = subject->is_self;
	if (!subject->is_self)
		(void)ASK_FIRST(irc,
		    subject->table.at[0] == '@' ? STR("get") : STR("mode"),
		    subject->table); /* always valid */
	return IRC_MORE;
}

static enum code
rights_of(const struct irc *irc)
{
	if (irc->metadata.code != CODE_OK)
		return irc->metadata.code;
	return irc->metadata.is_operator ? CODE_OK : CODE_NOT_ALLOWED;
}

/* Handles SET KEY [VALUE] before the client has a name. */
static enum irc_done
set_before(struct irc *irc, struct str key, struct str value)
{
	const enum code code = text_check(value, IRC_VALUE);
	const struct str none = nothing;
	bool fits;

	if (value.len > 0 && code != CODE_OK)
		return fail(irc, code, ALL, key);
	fits = value.len > 0 ? REPLACE(irc->metadata.unsent, key, key, STR(" "),
				   value, STR("\n")) :
			       REPLACE(irc->metadata.unsent, key, none);
	if (!fits)
		return fail(irc, CODE_TOO_MANY, ALL, nothing);
	tell_value(irc, ALL, key, value);
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

	if (!read_key(irc, line->param[2], room, &key))
		return IRC_DONE;
	if (!irc->registration.done)
		return set_before(irc, key, value);
	if (value.len > IRC_VALUE)
		return fail(irc, CODE_TOO_LONG, subject->target, key);
	if (irc->step == 0)
		return ask_rights(irc, subject);
	if (irc->step == 1) {
		code = rights_of(irc);
		if (code == CODE_OK)
			code = value.len > 0 ?
			    ASK_FIRST(
				irc, STR("put"), subject->table, key, value) :
			    ASK_FIRST(irc, STR("cut"), subject->table, key);
		if (code == CODE_OK)
			return IRC_MORE;
	} else if (code == CODE_OK || code == CODE_NO_SUCH_KEY) {
		tell_value(irc, subject->target, key, value);
		return IRC_DONE;
	}
	return fail(irc, code, subject->target, key);
}

/*
 * Handles GET KEYS: a step asks for a key, and the next one shows its value. A
 * key that is invalid is not asked for. Without a name yet, nothing is asked:
 * the keys are held here.
 */
static enum irc_done
say_get(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	const bool asks = irc->registration.done;
	const struct str lines =
	    asks ? IRC_STR(irc->list) : IRC_STR(irc->metadata.unsent);
	char room[LIMIT_KEY];
	struct str word, key, value;

	if (irc->step > 0 && irc->metadata.code != CODE_OK) {
		irc_out_batch_end(irc);
		return fail(
		    irc, irc->metadata.code, subject->target, line->param[2]);
	}
	if (irc->step > 0) {
		irc_out_batch(irc, STR("metadata"), subject->target);
		(void)word_at(line, irc->step - 1, &word); /* it was there */
		if (read_key(irc, word, room, &key)) {
			(void)find_line(lines, key, &value);
			tell_value(irc, subject->target, key, value);
		}
	}
	irc->list.len = 0;
	if (!word_at(line, irc->step, &word)) {
		irc_out_batch_end(irc);
		return IRC_DONE;
	}
	irc->metadata.code = CODE_OK;
	irc->metadata.keys_only = false;
	if (asks && to_key(word, room, &key))
		(void)ASK_FIRST(
		    irc, STR("get"), subject->table, key); /* always valid */
	return IRC_MORE;
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
	(void)ASK(irc, METADATA_ROWS, subject->target, STR("get"),
	    subject->table); /* always valid */
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
	struct str lines = IRC_STR(irc->list), key, value;
	enum code code = metadata->code;

	(void)line;
	if (!irc->registration.done) {
		(void)tell_entries(
		    irc, subject, IRC_STR(metadata->unsent), true);
		metadata->unsent.len = 0;
		return IRC_DONE;
	}
	if (irc->step == 0) {
		metadata->is_full = true;
		return ask_rights(irc, subject);
	}
	if (irc->step == 1)
		code = rights_of(irc);
	if (code != CODE_OK && code != CODE_NO_SUCH_KEY)
		return fail(irc, code, subject->target, ALL);
	for (size_t i = metadata->first; irc->step > 1 && i <= irc->step; i++)
		if (!next_line(&lines, &key, &value))
			break;
		else if (i == irc->step) {
			metadata->code = CODE_OK;
			(void)ASK(irc, METADATA, nothing, STR("cut"),
			    subject->table, key); /* valid */
			return IRC_MORE;
		}
	if (irc->step > 1)
		(void)tell_entries(irc, subject, IRC_STR(irc->list), true);
	if (!metadata->is_full)
		return IRC_DONE;
	metadata->is_full = false;
	metadata->keys_only = true;
	metadata->first = irc->step + 1;
	(void)ASK_FIRST(irc, STR("get"), subject->table); /* always valid */
	return IRC_MORE;
}

/* Handles SYNC. */
static enum irc_done
say_sync(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	(void)line;
	(void)ASK(irc, METADATA_ROWS, subject->target, STR("heard"),
	    subject->table); /* always valid */
	return IRC_DONE;
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
 * Handles SUB KEYS. Then reports the client's channels (774): it may ask for
 * the current values in each of them.
 */
static enum irc_done
say_sub(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	struct irc_metadata *metadata = &irc->metadata;
	char room[LIMIT_KEY];
	struct str word, key, value;

	(void)subject;
	if (irc->step > 0) {
		for (size_t i = 0; irc_word_at(IRC_STR(irc->list), i, &word);
		     i++)
			TELL(irc, "774 #%1", word);
		return IRC_DONE;
	}
	for (size_t i = 0; word_at(line, i, &word); i++) {
		const struct str lines = IRC_STR(metadata->subscribed);
		size_t count = 0;
		if (!read_key(irc, word, room, &key))
			continue;
		for (size_t at = 0; at < lines.len; at++)
			count += lines.at[at] == '\n';
		if (!find_line(lines, key, &value) && count >= LIMIT_KEYS) {
			TELL(irc,
			    "FAIL METADATA TOO_MANY_SUBS %w1 "
			    ":Too many keys: limit 20",
			    word);
			break;
		}
		if (!find_line(lines, key, &value))
			(void)REPLACE(metadata->subscribed, key, key,
			    STR("\n")); /* fits: below the limit */
		TELL(irc, "770 %1", key);
	}
	send_subscriptions(irc);
	irc->list.len = 0;
	if (irc->registration.done)
		(void)ASK(irc, GROUPS, nothing, STR("whois"),
		    irc_nick(irc)); /* always valid */
	return IRC_MORE;
}

/* Handles UNSUB KEYS. */
static enum irc_done
say_unsub(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	char room[LIMIT_KEY];
	struct str word, key;

	(void)subject;
	for (size_t i = 0; word_at(line, i, &word); i++)
		if (read_key(irc, word, room, &key)) {
			(void)REPLACE(irc->metadata.subscribed, key, nothing);
			TELL(irc, "771 %1", key);
		}
	send_subscriptions(irc);
	return IRC_DONE;
}

/* Handles SUBS. */
static enum irc_done
say_subs(
    struct irc *irc, const struct irc_line *line, const struct subject *subject)
{
	struct str lines = IRC_STR(irc->metadata.subscribed), key, value;

	(void)line;
	(void)subject;
	while (next_line(&lines, &key, &value))
		TELL(irc, "772 %1", key);
	return IRC_DONE;
}

static const struct subcommand {
	struct str word;
	size_t least; /* parameters needed */
	bool
	    needs_name; /* the others also work before, for the client itself */
	bool has_subject;
	enum irc_done (*say)(struct irc *irc, const struct irc_line *line,
	    const struct subject *subject);
} subcommands[] = {
	{ LIT("GET"), 3, false, true, say_get },
	{ LIT("LIST"), 2, false, true, say_list },
	{ LIT("SET"), 3, false, true, say_set },
	{ LIT("CLEAR"), 2, false, true, say_clear },
	{ LIT("SUB"), 3, false, false, say_sub },
	{ LIT("UNSUB"), 3, false, false, say_unsub },
	{ LIT("SUBS"), 2, false, false, say_subs },
	{ LIT("SYNC"), 2, true, true, say_sync },
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
		TELL(irc,
		    "FAIL METADATA INVALID_TARGET %w1 "
		    ":No such channel or nickname",
		    line->param[0]);
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
	if (irc->metadata.subscribed.len > 0)
		send_subscriptions(irc);
	if (irc_can(irc, CAP_METADATA))
		(void)ASK(irc, METADATA_ROWS, irc_nick(irc), STR("get"), table);
}
