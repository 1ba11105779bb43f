/* The commands /mute and /unmute: see chat_set.h. */
#include "person/chat_set.h"
#include "person/chat_state.h"
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
