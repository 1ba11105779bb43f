/* Key subscriptions: see subscriptions.h. */
#include "worker/irc/subscriptions.h"

#include "shared/names.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

#define SPACE STR(" ")

static const struct str nothing;

/* Returns whether the key is one of the words. */
static bool
is_among(struct str words, struct str key)
{
	while (words.len > 0)
		if (str_eq(str_word(&words), key))
			return true;
	return false;
}

static size_t
count_of(struct str words)
{
	size_t count = 0;

	for (; words.len > 0; count++)
		(void)str_word(&words);
	return count;
}

/* Removes the key from the subscriptions, and appends it if subscribed. */
static void
set_subscribed(struct irc *irc, struct str key, bool subscribed)
{
	struct str words = IRC_STR(irc->metadata.subscribed);
	char room[sizeof(irc->metadata.subscribed.text)];
	struct buf kept;

	buf_init(&kept, room, sizeof(room));
	while (words.len > 0) {
		const struct str word = str_word(&words);
		if (!str_eq(word, key))
			(void)BUF_CAT(&kept,
			    buf_len(&kept) > 0 ? SPACE : nothing,
			    word); /* fits as before */
	}
	if (subscribed)
		(void)BUF_CAT(&kept, buf_len(&kept) > 0 ? SPACE : nothing,
		    key); /* fits: below the limit */
	IRC_KEEP(irc->metadata.subscribed, buf_str(&kept));
}

/* Sends the subscriptions to the router, if the client has a name. */
static void
send_subscriptions(struct irc *irc)
{
	if (irc->registration.done)
		(void)IRC_ASK(irc, IRC_ASKS_NOTHING, nothing, STR("hear"),
		    IRC_STR(irc->metadata.subscribed)); /* always valid */
}

/* Subscribes to a key. Returns false if there are too many. */
static bool
subscribe(struct irc *irc, struct str word)
{
	char room[LIMIT_KEY];
	struct str key;

	if (!irc_key(word, room, &key)) {
		(void)irc_key_fail(irc, STR("KEY_INVALID"), word, nothing);
		return true;
	}
	if (!is_among(IRC_STR(irc->metadata.subscribed), key)) {
		if (count_of(IRC_STR(irc->metadata.subscribed)) >= LIMIT_KEYS) {
			(void)irc_key_fail(
			    irc, STR("TOO_MANY_SUBS"), word, nothing);
			return false;
		}
		set_subscribed(irc, key, true);
	}
	NUMERIC(irc, "770", key);
	return true;
}

/*
 * Reports the client's channels (774): it may ask for the current values in
 * each of them.
 */
static enum irc_done
offer_sync(struct irc *irc)
{
	struct str group;

	for (size_t i = 0; irc_word_at(IRC_STR(irc->list), i, &group); i++)
		if (group.len > 0)
			NUMERIC(irc, "774", STR("#"), group);
	irc->list.len = 0;
	return IRC_DONE;
}

/* Handles SUB KEYS. */
enum irc_done
irc_sub(struct irc *irc, const struct irc_line *line)
{
	struct irc_key_walk walk = { .line = line, .next = 2 };
	struct str word;

	if (irc->step > 0)
		return offer_sync(irc);
	while (irc_key_next(&walk, &word))
		if (!subscribe(irc, word))
			break;
	send_subscriptions(irc);
	irc->list.len = 0;
	if (irc->registration.done)
		(void)IRC_ASK(irc, IRC_ASKS_GROUPS, nothing, STR("whois"),
		    irc_nick(irc)); /* always valid */
	return IRC_MORE;
}

/* Handles UNSUB KEYS. */
enum irc_done
irc_unsub(struct irc *irc, const struct irc_line *line)
{
	struct irc_key_walk walk = { .line = line, .next = 2 };
	char room[LIMIT_KEY];
	struct str word, key;

	while (irc_key_next(&walk, &word))
		if (irc_key(word, room, &key)) {
			set_subscribed(irc, key, false);
			NUMERIC(irc, "771", key);
		} else {
			(void)irc_key_fail(
			    irc, STR("KEY_INVALID"), word, nothing);
		}
	send_subscriptions(irc);
	return IRC_DONE;
}

/* Handles SUBS. */
enum irc_done
irc_subs(struct irc *irc, const struct irc_line *line)
{
	struct str words = IRC_STR(irc->metadata.subscribed);

	(void)line;
	while (words.len > 0)
		NUMERIC(irc, "772", str_word(&words));
	return IRC_DONE;
}

void
irc_subs_begin(struct irc *irc)
{
	if (irc->metadata.subscribed.len > 0)
		send_subscriptions(irc);
}

void
irc_subs_ask(struct irc *irc, struct str channel)
{
	if (irc->metadata.subscribed.len > 0)
		(void)IRC_ASK(irc, IRC_ASKS_JOIN_HEARD, channel, STR("heard"),
		    irc_group(channel)); /* always valid */
}

bool
irc_key(struct str word, char room[LIMIT_KEY], struct str *key)
{
	if (word.len > LIMIT_KEY)
		return false;
	for (size_t i = 0; i < word.len; i++)
		room[i] = (char)str_lower(word.at[i]);
	*key = (struct str) { room, word.len };
	return key_check(*key) == CODE_OK;
}

bool
irc_key_next(struct irc_key_walk *walk, struct str *word)
{
	for (;;) {
		if (walk->rest.len == 0) {
			if (walk->next >= walk->line->count)
				return false;
			walk->rest = walk->line->param[walk->next++];
			if (walk->rest.len == 0) {
				*word = walk->rest;
				return true;
			}
		}
		*word = str_word(&walk->rest);
		if (word->len > 0)
			return true;
	}
}

#define ROW(code, text)              \
	{                            \
		STR(code), STR(text) \
	}

static const struct {
	struct str code;
	struct str text;
} texts[] = {
	ROW("INVALID_TARGET", "No such channel or nickname"),
	ROW("KEY_INVALID",
	    "Invalid key: use up to 32 letters, digits and _./-"),
	ROW("KEY_NO_PERMISSION", "Permission denied"),
	ROW("INVALID_VALUE", "Invalid value: use UTF-8, up to 300 bytes"),
	ROW("LIMIT_REACHED", "Too many keys"),
	ROW("RATE_LIMITED", "Others are still reading; try again later"),
	ROW("TOO_MANY_SUBS", "Too many keys: limit 20"),
	ROW("SUBCOMMAND_INVALID", "Unknown subcommand"),
};

static struct str
text_of(struct str code)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq(texts[i].code, code))
			return texts[i].text;
	return code;
}

enum irc_done
irc_key_fail(struct irc *irc, struct str code, struct str about, struct str key)
{
	char room[300];
	struct buf words;

	buf_init(&words, room, sizeof(room));
	(void)BUF_CAT(&words, irc_word(about), key.len > 0 ? SPACE : STR(""),
	    key.len > 0 ? irc_word(key) : STR("")); /* fits */
	irc_fail_about(
	    irc, STR("METADATA"), code, buf_str(&words), text_of(code));
	return IRC_DONE;
}

void
irc_key_reply(
    struct irc *irc, struct str target, struct str key, struct str value)
{
	if (value.len > 0 && value.len <= IRC_VALUE)
		NUMERIC(irc, "761", target, SPACE, key, STR(" * :"), value);
	else
		NUMERIC(irc, "766", target, SPACE, key, STR(" :key not set"));
}
