/* Changes of modes in words: see modes.h. */
#include "text/words/modes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "shared/names.h"

/*
 * A change and its form. begins: the row is only for a word that begins with
 * this, which is not shown.
 */
struct change {
	struct str change;
	struct str begins;
	struct str form;
	bool ends; /* the row is only for a mask with a time, its $5 */
};

#define ROW(change, form)                                           \
	{                                                           \
		LIT(change), { NULL, 0 }, LIT("-- $2 " form), false \
	}

/* For a mask that mutes. */
#define MUTE(change, form)                                         \
	{                                                          \
		LIT(change), LIT("~m:"), LIT("-- $2 " form), false \
	}

static const struct change changes[] = {
	ROW("+i", "made #1 invite-only: others need an invitation to join"),
	ROW("-i", "opened #1: nobody needs an invitation to join any more"),
	ROW("+m",
	    "made #1 moderated: only operators and voiced members can "
	    "talk"),
	ROW("-m", "made #1 unmoderated: all members can talk"),
	ROW("+n", "closed #1 to messages from outside: only members can talk"),
	ROW("-n", "opened #1 to messages from outside: others can talk, too"),
	ROW("+s", "made #1 secret: only members see that it exists"),
	ROW("-s", "made #1 public: everybody sees that it exists"),
	ROW("+t", "locked the topic of #1: only operators can set it"),
	ROW("-t", "unlocked the topic of #1: all members can set it"),
	ROW("+C", "forbade requests to programs (CTCP) in #1"),
	ROW("-C", "allowed requests to programs (CTCP) in #1"),
	ROW("+H", "turned on the history of #1"),
	ROW("-H", "turned off the history of #1"),
	ROW("+k", "set the key of #1, which people need to join"),
	ROW("-k", "removed the key of #1: people can join without it"),
	ROW("+l", "limited the number of members of #1 to $4"),
	ROW("-l", "removed the limit on the members of #1"),
	ROW("+o", "made $4 an operator of #1"),
	ROW("-o", "took operator status in #1 from $4"),
	ROW("+v", "gave voice in #1 to $4"),
	ROW("-v", "took voice in #1 from $4"),
	{ LIT("+b"), LIT("~m:"), LIT("-- $2 muted $4 in #1 for $5"), true },
	{ LIT("+b"), { NULL, 0 }, LIT("-- $2 banned $4 from #1 for $5"), true },
	MUTE("+b", "muted $4 in #1"),
	MUTE("-b", "unmuted $4 in #1"),
	ROW("+b", "banned $4 from #1"),
	ROW("-b", "lifted the ban on $4 in #1"),
	MUTE("+e", "exempted $4 from being muted in #1"),
	MUTE("-e", "ended the exemption from being muted in #1 for $4"),
	ROW("+e", "exempted $4 from the bans of #1"),
	ROW("-e", "ended the exemption from the bans of #1 for $4"),
	ROW("+I", "let $4 join #1 without an invitation"),
	ROW("-I", "ended the right to join #1 without an invitation for $4"),
};

/*
 * Returns the row of the event, or null. Takes off what its word begins with:
 * of a ban "~t:TIME:" and what the row says.
 */
static const struct change *
modes_find(struct command *event)
{
	struct str word = event->arg[4];
	const bool ban = event->arg[3].len == 2 && event->arg[3].at[1] == 'b';
	const bool ends = ban && str_skip(&word, STR("~t:"));

	if (ends) {
		event->arg[5] = str_cut(&word, ':');
		event->arg[4] = word = word.at != NULL ? word : STR("");
	}
	for (size_t i = 0; i < COUNT(changes); i++) {
		const struct change *row = &changes[i];
		if (!str_eq(row->change, event->arg[3]) ||
		    (row->ends && !ends) ||
		    (row->begins.at != NULL && !str_begins(word, row->begins)))
			continue;
		if (row->begins.at != NULL)
			str_drop(&event->arg[4], row->begins.len);
		return row;
	}
	return NULL;
}

/* Returns the mask, or of "ali!*@*" the name, which says it better. */
static struct str
cut_mask(struct str mask)
{
	struct str rest = mask;
	const struct str name = str_cut(&rest, '!');
	const bool any = memchr(name.at, '*', name.len) != NULL ||
	    memchr(name.at, '?', name.len) != NULL;

	return rest.at != NULL && str_eq(rest, STR("*@*")) && !any ? name :
								     mask;
}

struct str
modes_form(struct command *event, struct str me)
{
	const bool names = event->arg[3].len == 2 &&
	    (event->arg[3].at[1] == 'o' || event->arg[3].at[1] == 'v');
	const struct change *row = modes_find(event);
	const bool own = str_caseeq(event->arg[2], me);

	if (event->count < 5)
		event->arg[4] = STR("");
	event->arg[4] = cut_mask(event->arg[4]);
	if (names && str_caseeq(event->arg[4], me))
		event->arg[4] = own ? STR("yourself") : STR("you");
	if (own)
		event->arg[2] = STR("you");
	else if (str_eq(event->arg[2], STR(NAME_OPERATOR)))
		event->arg[2] = STR("the server");
	if (own && str_eq(event->arg[3], STR("-o")) &&
	    str_eq(event->arg[4], STR("yourself")))
		return STR("-- you gave up operator status in #1");
	if (own && str_eq(event->arg[3], STR("-v")) &&
	    str_eq(event->arg[4], STR("yourself")))
		return STR("-- you gave up your voice in #1");
	if (row != NULL)
		return row->form;
	return event->count > 4 ? STR("-- $2 set $3 $4 on #1") :
				  STR("-- $2 set $3 on #1");
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void
modes_put(struct buf *to, struct str letters)
{
	bool any = false;

	for (; letters.len > 0; str_drop(&letters, 1)) {
		const struct str letter = { letters.at, 1 };
		/* An evil server may send anything. */
		if (!is_letter(letter.at[0]) || str_eq(letter, STR("n")) ||
		    str_eq(letter, STR("H")))
			continue;
		(void)BUF_CAT(to, any ? STR("") : STR(" +"), letter);
		any = true;
	}
}
