/* The settings that may occur several times: see settings_lists.h. */
#include "session/settings_lists.h"

#include "session/alias.h"
#include "session/ignore.h"
#include "shared/codes.h"
#include "shared/keyfile.h"
#include "shared/limits.h"
#include "shared/names.h"

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
spaced(struct str entry, char room[KEYFILE_ROOM])
{
	size_t len = 0;

	for (; len < KEYFILE_ROOM && len < entry.len; len++)
		room[len] = (char)(entry.at[len] == '\t' ? ' ' : entry.at[len]);
	return (struct str) { room, len };
}

static const char *
add_ignored(const char *entry)
{
	return ignore_add(str_from(entry));
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

/* The server that settings_lists_choose has chosen. */
static struct settings_server *server;

void
settings_lists_choose(struct settings_server *chosen)
{
	server = chosen;
}

bool
settings_lists_same_group(struct str a, struct str b)
{
	(void)str_skip(&a, STR("#"));
	(void)str_skip(&b, STR("#"));
	return str_caseeq(a, b);
}

/*
 * Copies the groups to a new list, without one of them and with one more. The
 * old list stays, for somebody may be iterating over it.
 */
static void
copy_groups(const char *without, char *more)
{
	char **group =
	    settings_now_room((server->group_count + 2) * sizeof(*group));
	size_t count = 0;

	for (size_t i = 0; i < server->group_count; i++)
		if (without == NULL ||
		    !str_caseeq(str_from(server->groups[i]), str_from(without)))
			group[count++] = server->groups[i];
	group[count] = more;
	count += more != NULL;
	group[count] = NULL;
	server->groups = group;
	server->group_count = count;
}

static bool
has_group(const char *value)
{
	size_t i = 0;

	while (i < server->group_count &&
	    !str_caseeq(str_from(server->groups[i]), str_from(value)))
		i++;
	return i < server->group_count;
}

/* Skips the sign before a group's name. */
static const char *
without_sign(const char *value)
{
	return value[0] == '#' ? value + 1 : value;
}

static const char *
add_group(const char *value)
{
	value = without_sign(value);
	const enum code code = group_check(str_from(value));

	if (code == CODE_OK && !has_group(value))
		copy_groups(NULL, settings_now_kept(value));
	return settings_now_why_not(code, ARG_GROUP, value);
}

static bool
drop_group(const char *value)
{
	value = without_sign(value);
	if (!has_group(value))
		return false;
	copy_groups(value, NULL);
	return true;
}

static void
clear_groups(void)
{
	server->group_count = 0;
	copy_groups(NULL, NULL);
}

static struct str
group_at(size_t i, char room[SETTINGS_ENTRY])
{
	(void)room;
	return i < server->group_count ? str_from(server->groups[i]) : STR("");
}

const struct settings_list settings_groups = {
	.add = add_group,
	.drop = drop_group,
	.clear = clear_groups,
	.at = group_at,
	.same = settings_lists_same_group,
};

/* Returns the place of the group, or that after the last. */
static size_t
find_muted(struct str group)
{
	size_t i = 0;

	while (i < server->muted_count &&
	    !settings_lists_same_group(str_from(server->muted[i]), group))
		i++;
	return i;
}

static const char *
add_muted(const char *entry)
{
	struct str group = str_from(entry);
	const size_t i = find_muted(group);

	(void)str_skip(&group, STR("#"));
	const enum code code = group_check(group);
	if (code != CODE_OK)
		return code_text(code).at;
	if (i == SETTINGS_MUTED)
		return "too many, limit 50";
	if (i == server->muted_count)
		server->muted_count++;
	memcpy(server->muted[i], group.at, group.len);
	server->muted[i][group.len] = '\0';
	return NULL;
}

static bool
drop_muted(const char *entry)
{
	const size_t i = find_muted(str_from(entry));

	if (i == server->muted_count)
		return false;
	server->muted_count--;
	memmove(server->muted[i], server->muted[i + 1],
	    (server->muted_count - i) * sizeof(server->muted[0]));
	return true;
}

static void
clear_muted(void)
{
	server->muted_count = 0;
}

static struct str
entry_of_muted(size_t i, char room[SETTINGS_ENTRY])
{
	(void)room;
	return str_from(i < server->muted_count ? server->muted[i] : "");
}

static const char *
add_alias(const char *entry)
{
	char room[KEYFILE_ROOM];

	return alias_set(spaced(str_from(entry), room));
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

const struct settings_list settings_muted = {
	.add = add_muted,
	.drop = drop_muted,
	.clear = clear_muted,
	.at = entry_of_muted,
	.same = settings_lists_same_group,
};

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
	.same = same_first,
};

const struct settings_list settings_aliases = {
	.add = add_alias,
	.drop = drop_alias,
	.clear = alias_clear,
	.at = entry_of_alias,
	.same = same_alias,
	.missed = is_missed,
};
