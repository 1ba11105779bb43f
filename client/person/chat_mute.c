/*
 * The commands /mute and /unmute, and what the settings say of a group that is
 * renamed: see chat_set.h.
 */
#include "person/chat_set.h"
#include "person/chat_state.h"
#include "session/ignore.h"
#include "session/settings.h"
#include "shared/names.h"

/* Composes the group's name in room: the one typed, or the current one. */
static bool
find_group(struct chat *chat, struct str typed, char room[LIMIT_GROUP + 1])
{
	struct str line = STR("");
	const struct where where = chat->console->ui->where(chat, &line);

	if (typed.at == NULL && where.kind == WHERE_GROUP)
		typed = where.name;
	if (typed.at == NULL)
		return false;
	(void)str_skip(&typed, STR("#"));
	if (group_check(typed) != CODE_OK)
		return false;
	memcpy(room, typed.at, typed.len);
	room[typed.len] = '\0';
	return true;
}

/* Mutes the group, or no longer; false: it was not muted, or cannot be. */
static bool
set_mute(struct chat *chat, const char *group, bool on)
{
	const char *wrong = NULL;

	settings_choose(chat->options.server);
	if (on)
		wrong = settings_set("mute", group);
	else if (!settings_drop("mute", group))
		wrong = "it is not muted";
	if (wrong != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("#"), str_from(group),
		    STR(": "), str_from(wrong));
	else
		chat_settings_changed(chat);
	return wrong == NULL;
}

void
chat_mute(struct chat *chat, struct str rest)
{
	char group[LIMIT_GROUP + 1];
	struct error why;

	if (!find_group(chat, rest, group)) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /mute #G"));
		return;
	}
	if (!set_mute(chat, group, true))
		return;
	const bool kept = settings_keep("mute", group, &why);
	char said[LIMIT_LINE];
	struct buf text;
	buf_init(&text, said, sizeof(said));
	(void)BUF_CAT(&text, STR("#"), str_from(group), /* it fits */
	    STR(" is muted: only mentions of you count as unread"));
	chat_set_tell(chat, buf_str(&text), kept, &why);
}

void
chat_unmute(struct chat *chat, struct str rest)
{
	char group[LIMIT_GROUP + 1];
	struct error why;

	if (!find_group(chat, rest, group)) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /unmute #G"));
		return;
	}
	if (!set_mute(chat, group, false))
		return;
	const bool kept = settings_forget("mute", group, &why);
	char said[LIMIT_LINE];
	struct buf text;
	buf_init(&text, said, sizeof(said));
	(void)BUF_CAT(&text, STR("#"), str_from(group), /* it fits */
	    STR(" is no longer muted"));
	chat_set_tell(chat, buf_str(&text), kept, &why);
}

/* Has the group's new name muted, if its name before is. */
static void
rename_muted(struct chat *chat, struct str from, struct str to)
{
	char old[LIMIT_GROUP + 1], group[LIMIT_GROUP + 1];
	struct error why;

	if (!settings_mutes(chat->options.server, from))
		return;
	memcpy(old, from.at, from.len);
	old[from.len] = '\0';
	memcpy(group, to.at, to.len);
	group[to.len] = '\0';
	settings_choose(chat->options.server);
	if (!settings_drop("mute", old) || !set_mute(chat, group, true))
		return;
	const bool kept = settings_forget("mute", old, &why) &&
	    settings_keep("mute", group, &why);
	char said[LIMIT_LINE];
	struct buf text;
	buf_init(&text, said, sizeof(said));
	(void)BUF_CAT(&text, STR("#"), to, /* it fits */
	    STR(" is muted, as #"), from, STR(" was"));
	chat_set_tell(chat, buf_str(&text), kept, &why);
}

/*
 * Composes the entry of an ignored person with another group. Returns the
 * person; nothing if the entry is for another group or for all.
 */
static struct str
move_ignored(struct str entry, struct str from, struct str to, struct buf *text)
{
	const struct str name = str_word(&entry);

	entry = str_strip(entry);
	struct str group = str_word(&entry);
	(void)str_skip(&group, STR("#"));
	if (!str_caseeq(group, from) ||
	    !BUF_CAT(text, name, STR(" "), to,
		entry.len > 0 ? STR(" ") : STR(""), entry))
		return STR("");
	return name;
}

/* Adds an entry; left is how long it lasts, or 0. Returns false if it cannot.
 */
static bool
add_ignored(const char *entry, usec left)
{
	const char *wrong = left > 0 ?
	    ignore_add_until(str_from(entry), clock_mono() + left) :
	    settings_set("ignore", entry);

	return wrong == NULL;
}

/*
 * Has a person who is ignored in the group ignored under its new name. Entries
 * are for all servers: with several, that of the name before stays as well.
 */
static void
rename_ignored(struct chat *chat, struct str from, struct str to, size_t i)
{
	char memory[LIMIT_LINE], moved[LIMIT_LINE], said[2 * LIMIT_LINE];
	struct buf entry, text, sentence;
	struct error why;

	buf_init(&entry, memory, sizeof(memory) - 1);
	buf_init(&text, moved, sizeof(moved) - 1);
	if (!settings_entry("ignore", i, &entry))
		return;
	const usec left = ignore_left(i);
	const struct str name = move_ignored(buf_str(&entry), from, to, &text);
	memory[buf_len(&entry)] = moved[buf_len(&text)] = '\0';
	if (name.len == 0 || !add_ignored(moved, left))
		return;
	/* One that ends by itself is not in the file. */
	bool kept = left == 0 && settings_keep("ignore", moved, &why);
	if (chat->console->chats == 1) {
		(void)settings_drop("ignore", memory); /* it is there */
		kept = kept && settings_forget("ignore", memory, &why);
	}
	buf_init(&sentence, said, sizeof(said));
	(void)BUF_CAT(&sentence, name, /* it fits */
	    ignore_parts(buf_str(&entry)).except ?
		STR(" is never ignored in #") :
		STR(" is ignored in #"),
	    to, STR(", as in #"), from);
	if (left > 0)
		CHAT_REMARK(
		    chat, buf_str(&sentence), STR(" for a while (not saved)"));
	else
		chat_set_tell(chat, buf_str(&sentence), kept, &why);
}

void
chat_group_renamed(struct chat *chat, struct str from, struct str to)
{
	char room[LIMIT_LINE];
	struct buf entry;
	size_t count = 0;

	if (group_check(from) != CODE_OK || group_check(to) != CODE_OK)
		return;
	rename_muted(chat, from, to);
	if (str_caseeq(from, to))
		return;
	buf_init(&entry, room, sizeof(room));
	while (settings_entry("ignore", count, &entry)) {
		buf_drop(&entry, buf_len(&entry));
		count++;
	}
	/* From the last on: those that are added come after it. */
	while (count-- > 0)
		rename_ignored(chat, from, to, count);
}
