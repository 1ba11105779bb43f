/* What has a table: see table.h. */
#include "worker/irc/table.h"

#include <string.h>

#include "shared/grammar.h"
#include "shared/names.h"

struct str
irc_group(struct str channel)
{
	if (channel.len < 2 || channel.at[0] != '#')
		return (struct str) { NULL, 0 };
	return (struct str) { channel.at + 1, channel.len - 1 };
}

bool
irc_is_group(struct str group)
{
	return group.len > 0 && group_check(group) == CODE_OK;
}

/* The mark and the word. */
static struct str
marked(char mark, struct str word, char room[IRC_TABLE])
{
	room[0] = mark;
	memcpy(room + 1, word.at, word.len);
	return (struct str) { room, 1 + word.len };
}

bool
irc_table(struct str target, char room[IRC_TABLE], struct str *table)
{
	*table = irc_group(target);
	if (irc_is_group(*table))
		return true;
	if (name_check(target) != CODE_OK)
		return false;
	*table = marked('@', target, room);
	return true;
}

struct str
irc_table_shown(struct str table, char room[IRC_TABLE])
{
	if (table.len > 0 && table.at[0] == '@')
		return (struct str) { table.at + 1, table.len - 1 };
	return marked('#', table, room);
}
