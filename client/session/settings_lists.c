/* The settings that may occur several times: see settings_lists.h. */
#include "session/settings_lists.h"

#include "session/alias.h"
#include "session/ignore.h"
#include "shared/keyfile.h"

/* Takes a word off the rest, with any white space around it. */
static struct str
next_word(struct str *rest)
{
	size_t len = 0;

	while (rest->len > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t'))
		*rest = (struct str) { rest->at + 1, rest->len - 1 };
	while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t')
		len++;
	const struct str word = { rest->at, len };
	*rest = (struct str) { rest->at + len, rest->len - len };
	return word;
}

/* Compares the first words, which identify the entries. */
static bool
same_first(struct str a, struct str b)
{
	return str_caseeq(next_word(&a), next_word(&b));
}

/* Takes a group off the rest, without the sign that it may have. */
static struct str
next_group(struct str *rest)
{
	struct str word = next_word(rest);

	(void)str_skip(&word, STR("#"));
	return word;
}

/* Compares a pattern and its group, and whatever follows. */
static bool
same_ignored(struct str a, struct str b)
{
	if (!same_first(a, b))
		return false;
	(void)next_word(&a);
	(void)next_word(&b);
	return str_caseeq(next_group(&a), next_group(&b)) && same_first(a, b);
}

/*
 * Compares the first words without their slash, which is optional for an alias.
 */
static bool
same_alias(struct str a, struct str b)
{
	struct str *const words[] = { &a, &b };

	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i]->len > 0 && words[i]->at[0] == '/')
			*words[i] = (struct str) { words[i]->at + 1,
				words[i]->len - 1 };
	return same_first(a, b);
}

/* Replaces tabs with spaces. Cuts text that is longer than a line. */
static struct str
spaced(const char *entry, char room[KEYFILE_ROOM])
{
	size_t len = 0;

	for (; len < KEYFILE_ROOM && entry[len] != '\0'; len++)
		room[len] = (char)(entry[len] == '\t' ? ' ' : entry[len]);
	return (struct str) { room, len };
}

static const char *
add_ignored(const char *entry)
{
	char room[KEYFILE_ROOM];

	return ignore_add(spaced(entry, room));
}

static bool
drop_ignored(const char *entry)
{
	return ignore_remove(str_from(entry));
}

static struct str
entry_of_ignored(size_t i, char room[SETTINGS_ENTRY])
{
	(void)room;
	return ignore_at(i);
}

static const char *
add_alias(const char *entry)
{
	char room[KEYFILE_ROOM];

	return alias_set(spaced(entry, room));
}

static bool
drop_alias(const char *entry)
{
	struct str rest = str_from(entry);

	return alias_remove(next_word(&rest));
}

static struct str
entry_of_alias(size_t i, char room[SETTINGS_ENTRY])
{
	(void)room;
	return alias_at(i);
}

static bool
is_missed(struct str entry)
{
	const struct str word = next_word(&entry);

	return alias_is_given(word) && alias_find(word).len == 0;
}

const struct settings_list settings_themes = {
	.add = appearance_theme,
	.drop = appearance_drop_theme,
	.clear = appearance_reset_theme,
	.at = appearance_theme_at,
	.same = same_first,
};

const struct settings_list settings_ignored = {
	.add = add_ignored,
	.drop = drop_ignored,
	.clear = ignore_clear,
	.at = entry_of_ignored,
	.same = same_ignored,
};

const struct settings_list settings_aliases = {
	.add = add_alias,
	.drop = drop_alias,
	.clear = alias_clear,
	.at = entry_of_alias,
	.same = same_alias,
	.missed = is_missed,
};
