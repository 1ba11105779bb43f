/*
 * METADATA: the entries in the tables of channels and people (IRCv3
 * draft/metadata-3). The router keeps the tables and says who may do what; the
 * keys that the client subscribes to are held here.
 */
#include "shared/names.h"
#include "worker/irc/ask.h"
#include "worker/irc/handlers.h"
#include "worker/irc/out.h"

#define ALL STR("*") /* all keys, or the client itself */

/* Reports an error about "TARGET KEY". */
static void
fail(struct irc *irc, enum code code, struct str about)
{
	irc_error(irc, IRC_ASKS_METADATA_SET, code, about, nothing);
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

static void
show_value(struct irc *irc, struct str table, struct str key, struct str value)
{
	const struct irc_target target = irc_target(table);

	tell(irc, IRC_CAT(IRC_TARGET, target.before, target.name), key, value);
}

/* Shows that somebody else has set a key, or removed it, to a subscriber. */
void
irc_metadata_changed(struct irc *irc, const struct command *said)
{
	struct str keys = IRC_STR(irc->metadata.keys);

	if (!irc_can(irc, CAP_METADATA) ||
	    str_eq(irc_actor(said->arg[3]).name, irc_nick(irc)))
		return;
	while (keys.len > 0)
		if (str_eq(str_word(&keys), said->arg[2]))
			show_value(
			    irc, said->arg[1], said->arg[2], said->arg[4]);
}

/* A line, without its subcommand. */
struct request {
	const struct irc_line *line;
	struct str target;
	struct str table;
	struct str keys; /* in the line, each after a space */
	char room[LIMIT_KEY];
};

/*
 * Takes the next word of the keys, and sets *key to it in lower case, as the
 * router has it, or to nothing if it is no key.
 */
static void
next_key(struct request *request, struct str *word, struct str *key)
{
	request->keys = str_strip_front(request->keys);
	*word = str_word(&request->keys);
	*key = (struct str) { request->room,
		word->len <= LIMIT_KEY ? word->len : 0 };
	for (size_t i = 0; i < key->len; i++)
		request->room[i] = (char)str_lower(word->at[i]);
	if (key_check(*key) != CODE_OK)
		key->len = 0;
}

/*
 * Sends the change of "TARGET KEY [VALUE]", or begins to clear the whole table
 * if the key is "*".
 */
static void
change(struct irc *irc, struct str about)
{
	struct str value = about;
	const struct str target = str_word(&value), key = str_word(&value);
	char room[IRC_TARGET];
	const struct str table = irc_target_of(target, room);

	if (str_eq(key, ALL))
		ASK(irc, METADATA_CLEAR, about, STR("get"), table);
	else
		ASK(irc, METADATA_SET, about,
		    value.len > 0 ? STR("put") : STR("cut"), table, key, value);
}

/*
 * Changes "TARGET KEY [VALUE]"; of a channel, if the client is its operator,
 * which its modes tell: members may do so otherwise.
 */
static void
change_if_may(struct irc *irc, struct str about)
{
	struct str rest = about;
	const struct str group = irc_group(str_word(&rest));

	if (group.len > 0)
		ASK(irc, METADATA_MAY, about, STR("mode"), group);
	else
		change(irc, about);
}

/* Takes "ok mode G LETTERS CREATED ROLE ...". */
void
irc_hear_metadata_may(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	for (size_t skip = 0; skip < 3; skip++)
		(void)str_word(&rest);
	if (irc_has(str_word(&rest), 'o'))
		change(irc, irc->ask->word);
	else
		fail(irc, CODE_NOT_ALLOWED, irc->ask->word);
}

/* Takes the answer to put and cut. It is no error if nothing was to be cut. */
void
irc_hear_metadata_set(struct irc *irc, const struct command *said)
{
	struct str value = irc->ask->word;
	const struct str target = str_word(&value), key = str_word(&value);

	if (said->rule->verb == VERB_ERR &&
	    !str_eq(said->arg[1], code_word(CODE_NO_SUCH_KEY)))
		irc_error_heard(irc, said);
	else
		tell(irc, target, key, value);
}

/* Ends the batch of several questions: that to a ping, which is the last. */
void
irc_hear_metadata_end(struct irc *irc, const struct command *said)
{
	(void)said;
	irc_out_batch_end(irc);
}

/*
 * Takes "row T KEY ID NAME VALUE" of a table that is cleared, and the end. A
 * key for which there is no room is left to another CLEAR.
 */
void
irc_hear_metadata_clear(struct irc *irc, const struct command *said)
{
	struct str rest = irc->ask->word;
	const struct str target = str_word(&rest), key = said->arg[1];

	irc_out_batch(irc, STR("metadata"), target);
	if (said->rule->verb == VERB_ROW)
		ASK(irc, METADATA_SET, IRC_ABOUT(target, key), STR("cut"),
		    said->arg[0], key);
	else
		ASK(irc, METADATA_END, nothing, STR("ping"));
}

/*
 * Takes the answer about one key: "row T KEY ID NAME VALUE", if it is set; or
 * that to a ping, in the place of an invalid key.
 */
void
irc_hear_metadata_key(struct irc *irc, const struct command *said)
{
	const bool is_row = said->rule->verb == VERB_ROW;
	struct str key = irc->ask->word;
	const struct str target = str_word(&key);

	irc_out_batch(irc, STR("metadata"), target);
	if (irc->ask->verb == VERB_PING)
		fail(irc, CODE_NO_SUCH_KEY, IRC_ABOUT(ALL, key));
	else if (said->rule->verb == VERB_ERR)
		irc_error_heard(irc, said);
	else if (is_row || irc->list_lines == 0)
		tell(irc, target, key, is_row ? said->arg[4] : nothing);
	irc->list_lines = is_row;
}

/*
 * Shows "row T KEY ID NAME VALUE", in a batch that ends with ok unless they
 * come with a join.
 */
void
irc_hear_metadata_rows(struct irc *irc, const struct command *said)
{
	const bool batched = irc->ask->what == IRC_ASKS_METADATA_ROWS;
	struct str about = irc->ask->word;

	if (batched)
		irc_out_batch(irc, STR("metadata"), str_word(&about));
	if (said->rule->verb == VERB_ROW)
		show_value(irc, said->arg[0], said->arg[1], said->arg[4]);
	else if (batched)
		irc_out_batch_end(irc);
}

/* Handles GET KEYS. An invalid key is reported among the others, in order. */
static void
say_get(struct irc *irc, struct request *request)
{
	struct str word, key;

	do {
		next_key(request, &word, &key);
		if (key.len > 0)
			ASK(irc, METADATA_KEY, IRC_ABOUT(request->target, key),
			    STR("get"), request->table, key);
		else
			ASK(irc, METADATA_KEY, IRC_ABOUT(request->target, word),
			    STR("ping"));
	} while (request->keys.len > 0);
	ASK(irc, METADATA_END, nothing, STR("ping"));
}

/* Handles LIST; and SYNC, which is about the subscribed keys. */
static void
say_rows(struct irc *irc, struct request *request)
{
	const struct str about = IRC_ABOUT(request->target, ALL);

	if (str_caseeq(request->line->param[1], STR("SYNC")))
		ASK(irc, METADATA_ROWS, about, STR("rows"), request->table,
		    str_strip(IRC_STR(irc->metadata.keys)));
	else
		ASK(irc, METADATA_ROWS, about, STR("get"), request->table);
}

/* Handles SET KEY [VALUE]. Without a value the key is removed. */
static void
say_set(struct irc *irc, struct request *request)
{
	const struct str keys = request->line->param[2];
	const struct str value = request->line->param[3];
	struct str word, key;

	request->keys = keys;
	next_key(request, &word, &key);
	if (key.len == 0 || request->keys.len > 0)
		fail(irc, CODE_NO_SUCH_KEY, IRC_ABOUT(ALL, keys));
	else if (value.len > 0 && text_check(value, IRC_VALUE) != CODE_OK)
		TELL(irc,
		    "FAIL METADATA INVALID_VALUE %1 "
		    ":Invalid value: use UTF-8, up to 300 bytes",
		    key);
	else
		change_if_may(irc, IRC_ABOUT(request->target, key, value));
}

/* Handles CLEAR. */
static void
say_clear(struct irc *irc, struct request *request)
{
	change_if_may(irc, IRC_ABOUT(request->target, ALL));
}

/* Adds a key to those subscribed to, or removes it. False if there are many. */
static bool
subscribe(struct irc_metadata *metadata, struct str key, bool adds)
{
	struct irc_metadata after = { .keys = { .len = 0 } };
	struct str keys = IRC_STR(metadata->keys);
	size_t count = adds;

	while (keys.len > 0) {
		const struct str other = str_word(&keys);
		if (str_eq(other, key))
			continue;
		(void)IRC_ADD(after.keys, other, STR(" "));
		count++;
	}
	if (adds && count <= LIMIT_KEYS)
		(void)IRC_ADD(after.keys, key, STR(" "));
	IRC_KEEP(metadata->keys, IRC_STR(after.keys));
	return count <= LIMIT_KEYS;
}

/* Handles SUBS, which lists the keys subscribed to. */
static void
say_subs(struct irc *irc, struct request *request)
{
	request->keys = IRC_STR(irc->metadata.keys);
	while (request->keys.len > 0)
		TELL(irc, "772 %1", str_word(&request->keys));
}

/*
 * Handles SUB KEYS and UNSUB KEYS. After SUB, reports the client's channels
 * (774): it may ask for the current values in each of them.
 */
static void
say_sub(struct irc *irc, struct request *request)
{
	const bool adds = str_caseeq(request->line->param[1], STR("SUB"));
	struct str word, key;

	do {
		next_key(request, &word, &key);
		if (key.len == 0) {
			fail(irc, CODE_NO_SUCH_KEY, IRC_ABOUT(ALL, word));
			continue;
		}
		if (!subscribe(&irc->metadata, key, adds)) {
			TELL(irc,
			    "FAIL METADATA TOO_MANY_SUBS %w1 "
			    ":Too many keys: limit 20",
			    word);
			break;
		}
		irc_tell(irc, STRS(adds ? STR("770 %1") : STR("771 %1"), key));
	} while (request->keys.len > 0);
	if (adds)
		ASK(irc, METADATA_LATER, nothing, STR("whois"), irc_nick(irc));
}

static const struct subcommand {
	struct str word;
	bool has_keys; /* at least one */
	void (*say)(struct irc *irc, struct request *request);
} subcommands[] = {
	{ LIT("GET"), true, say_get },
	{ LIT("LIST"), false, say_rows },
	{ LIT("SET"), true, say_set },
	{ LIT("CLEAR"), false, say_clear },
	{ LIT("SUB"), true, say_sub },
	{ LIT("UNSUB"), true, say_sub },
	{ LIT("SUBS"), false, say_subs },
	{ LIT("SYNC"), false, say_rows },
};

void
irc_metadata(struct irc *irc, const struct irc_line *line)
{
	const struct subcommand *subcommand = subcommands;
	const struct str target =
	    str_eq(line->param[0], ALL) ? irc_nick(irc) : line->param[0];
	char room[IRC_TARGET], keys[2 * IRC_BODY];
	struct request request = { .line = line,
		.target = target,
		.table = irc_target_of(target, room),
		.keys = str_strip(
		    irc_about(keys, &line->param[2], line->count - 2)) };

	while (subcommand < subcommands + COUNT(subcommands) &&
	    !str_caseeq(subcommand->word, line->param[1]))
		subcommand++;
	if (subcommand == subcommands + COUNT(subcommands))
		TELL(irc,
		    "FAIL METADATA SUBCOMMAND_INVALID %w1 :Unknown subcommand",
		    line->param[1]);
	else if (subcommand->has_keys && line->count < 3)
		TELL(irc, "461 METADATA :Not enough parameters");
	else
		subcommand->say(irc, &request);
}
