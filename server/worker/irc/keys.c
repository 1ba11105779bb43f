/* Keys and values: see keys.h. */
#include "worker/irc/keys.h"

#include "shared/names.h"
#include "worker/irc/out.h"

#define SPACE STR(" ")

bool
irc_key(struct str word, char room[LIMIT_KEY], struct str *key)
{
	if (word.len > LIMIT_KEY)
		return false;
	for (size_t i = 0; i < word.len; i++)
		room[i] = (char)(word.at[i] >= 'A' && word.at[i] <= 'Z' ?
			word.at[i] + ('a' - 'A') :
			word.at[i]);
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
irc_key_tell(
    struct irc *irc, struct str target, struct str key, struct str value)
{
	if (value.len > 0)
		NUMERIC(irc, "761", target, SPACE, key, STR(" * :"), value);
	else
		NUMERIC(irc, "766", target, SPACE, key, STR(" :key not set"));
}
