/* Aliases that a person shows and changes: see chat_set.h. */
#include <stdio.h>

#include "commands/words.h"
#include "person/chat_set.h"
#include "person/chat_state.h"
#include "session/alias.h"
#include "session/settings.h"
#include "session/settings_file.h"

/* A sentence about an alias. */
struct sentence {
	struct buf text;
	char room[2 * LIMIT_LINE];
};

/* Strips a slash that the person has typed before the word. */
static struct str
without_slash(struct str rest)
{
	if (rest.len > 1 && rest.at[0] == '/')
		return (struct str) { rest.at + 1, rest.len - 1 };
	return rest;
}

/* Composes "/w stands for /whois". */
static void
compose(struct sentence *to, struct str alias)
{
	const struct str word = str_word(&alias);
	const bool slash = alias.len > 0 && alias.at[0] != '/';

	buf_init(&to->text, to->room, sizeof(to->room));
	(void)BUF_CAT(&to->text, STR("/"), word, STR(" stands for "),
	    slash ? STR("/") : STR(""),
	    alias.at != NULL ? alias : STR("nothing")); /* it fits */
}

/* Shows the alias of the word, or all aliases if word.at is null. */
static void
show_aliases(struct chat *chat, struct str word)
{
	struct sentence sentence;
	struct str alias;
	size_t shown = 0;

	for (size_t i = 0; (alias = alias_at(i)).len > 0; i++) {
		struct str rest = alias;
		if (!str_caseeq(str_word(&rest), word) && word.at != NULL)
			continue;
		compose(&sentence, alias);
		CHAT_REMARK(chat, buf_str(&sentence.text));
		shown++;
	}
	if (shown == 0)
		CHAT_REMARK(chat, STR("there is no such alias"));
}

const char *
chat_alias_unknown(struct str alias)
{
	static char why[ALIAS_WORD + 64];
	struct str text = without_slash(alias);

	(void)str_word(&text);
	text = without_slash(str_strip(text));
	const struct str word = str_word(&text);
	if (word.len == 0 || words_is_command(word))
		return NULL;
	(void)snprintf(why, sizeof(why), "/%.*s is no command",
	    (int)(word.len < ALIAS_WORD ? word.len : ALIAS_WORD), word.at);
	return why;
}

void
chat_alias(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct sentence sentence;
	struct error why;
	struct str text = without_slash(rest);

	rest = text;
	(void)str_word(&text);
	if (text.at == NULL) {
		show_aliases(chat, rest);
		return;
	}
	if (!chat_set_now(chat, "alias", chat_set_string(entry, rest)))
		return;
	const bool kept = settings_keep("alias", entry, &why);
	compose(&sentence, rest);
	chat_set_tell(chat, buf_str(&sentence.text), kept, &why);
}

void
chat_unalias(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct sentence sentence;
	struct error why;

	rest = without_slash(rest);
	if (!settings_drop("alias", chat_set_string(entry, rest))) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), rest,
		    STR(" is not an alias; see /alias"));
		return;
	}
	const bool kept = settings_forget("alias", entry, &why);
	const struct str given = alias_find(rest);
	if (given.len > 0) {
		compose(&sentence, given);
		(void)BUF_CAT(&sentence.text, STR(" again")); /* it fits */
	} else {
		buf_init(&sentence.text, sentence.room, sizeof(sentence.room));
		(void)BUF_CAT(&sentence.text, STR("/"), rest,
		    STR(" is no longer an alias")); /* it fits */
	}
	chat_set_tell(chat, buf_str(&sentence.text), kept, &why);
}
