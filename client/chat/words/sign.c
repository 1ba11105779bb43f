/* The sign before a group's name: see sign.h. */
#include "chat/words/sign.h"

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

struct str
sign_off(struct str word)
{
	(void)str_skip(&word, STR("#"));
	return word;
}

static const struct rule *
find_rule(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    str_eq(rule->word, word))
			return rule;
	return NULL;
}

/* Returns whether the argument is a group, or may be one. */
static bool
is_group(const struct rule *rule, size_t i)
{
	switch (rule->args[i]) {
	case ARG_GROUP:
	case ARG_AUDIENCE:
	case ARG_TARGET:
	case ARG_TABLE:
		return true;
	case ARG_WORD:
		return rule->verb == VERB_WHO;
	default:
		return false;
	}
}

/* Returns how many arguments there are up to the last group. */
static size_t
count_words(const struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < GRAMMAR_ARGS; i++)
		if (is_group(rule, i))
			count = i + 1;
	return count;
}

/* Appends " o:ops" for "o:#ops". */
static void
put_word(struct buf *to, struct str word, bool group)
{
	const struct str name = audience_group(word);
	const struct str rank = { word.at, word.len - name.len };

	(void)BUF_CAT(to, STR(" "), rank, group ? sign_off(name) : name);
}

struct str
sign_off_line(struct str line)
{
	static char memory[LIMIT_LINE];
	struct str rest = line;
	const struct rule *rule = find_rule(str_word(&rest));
	const size_t count = rule != NULL ? count_words(rule) : 0;
	struct buf to;

	if (count == 0 || line.len > sizeof(memory))
		return line;
	buf_init(&to, memory, sizeof(memory));
	(void)BUF_CAT(&to, rule->word); /* what follows fits as well */
	for (size_t i = 0; i < count && rest.at != NULL; i++)
		put_word(&to, str_word(&rest), is_group(rule, i));
	(void)BUF_CAT(&to, rest.at != NULL ? STR(" ") : STR(""), rest);
	return buf_str(&to);
}
