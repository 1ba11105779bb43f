/* Dates, words, tables and actors: see out.h. */
#include "worker/irc/out.h"

#include "shared/names.h"

#define DAY ((uint64_t)86400)
#define LAST ((uint64_t)253402300799) /* the last second of the year 9999 */

struct str
irc_date(uint64_t time, char room[DATE_TEXT])
{
	if (time / SEC > LAST)
		time = LAST * SEC + time % SEC;
	(void)date_text(time, room); /* it is valid */
	room[IRC_DATE - 1] = 'Z';
	return (struct str) { room, IRC_DATE };
}

static uint64_t
number_at(struct str date, size_t at, size_t count)
{
	uint64_t number = 0;

	while (count-- > 0)
		number = 10 * number + (uint64_t)(date.at[at++] - '0');
	return number;
}

/* Returns the days since 1970 of a date. */
static uint64_t
days_of(uint64_t year, uint64_t month, uint64_t day)
{
	const uint64_t since = year - (month < 3);
	const uint64_t from_march = month < 3 ? month + 9 : month - 3;

	return since * 365 + since / 4 - since / 100 + since / 400 +
	    (153 * from_march + 2) / 5 + day - 1 - 719468;
}

/*
 * Whatever is no date, such as 30 February or a letter in place of a digit, has
 * another form when it is written again.
 */
bool
irc_date_read(struct str date, uint64_t *time)
{
	char room[DATE_TEXT];
	uint64_t second;

	if (date.len != IRC_DATE)
		return false;
	second = days_of(number_at(date, 0, 4), number_at(date, 5, 2),
		     number_at(date, 8, 2)) *
		DAY +
	    number_at(date, 11, 2) * 3600 + number_at(date, 14, 2) * 60 +
	    number_at(date, 17, 2);
	if (second > LAST)
		return false;
	*time = second * SEC + number_at(date, 20, 3) * MSEC;
	return str_eq(irc_date(*time, room), date);
}

bool
irc_next_word(struct str *words, struct str *word)
{
	*word = *words;
	if (words->len == 0)
		return false;
	*word = str_cut(words, ',');
	return true;
}

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

bool
irc_table(struct str target, char room[IRC_TABLE], struct str *table)
{
	*table = irc_group(target);
	if (irc_is_group(*table))
		return true;
	if (name_check(target) != CODE_OK)
		return false;
	room[0] = '@';
	memcpy(room + 1, target.at, target.len);
	*table = (struct str) { room, 1 + target.len };
	return true;
}

/* What the targets of messages begin with. */
static const struct {
	struct str irc;
	struct str router;
} parts[] = { { LIT("@#"), LIT("o:") }, { LIT("+#"), LIT("v:") },
	{ LIT(""), LIT("@") }, { LIT("#"), LIT("") } };

struct irc_target
irc_target(struct str word)
{
	size_t i = 0;

	while (!str_skip(&word, parts[i].router))
		i++;
	return (struct irc_target) { parts[i].irc, word };
}

struct str
irc_target_of(struct str target, char room[IRC_TARGET])
{
	size_t i = 0, len = 0;

	while (parts[i].irc.len == 0 ? str_begins(target, STR("#")) :
				       !str_skip(&target, parts[i].irc))
		i++;
	if (target.len > 0) /* or it is invalid, and stays empty */
		(void)irc_add(
		    room, IRC_TARGET, &len, IRC_WORDS(parts[i].router, target));
	return (struct str) { room, len };
}

struct str
irc_signs(const struct irc *irc, struct str role)
{
	if (irc_has(role, 'o'))
		return irc_has(role, 'v') && irc_can(irc, CAP_MULTI_PREFIX) ?
		    STR("@+") :
		    STR("@");
	return irc_has(role, 'v') ? STR("+") : STR("");
}

struct irc_actor
irc_actor(struct str actor)
{
	struct irc_actor self = { .mask = actor };
	struct str rest = actor;

	self.name = str_cut(&rest, '!');
	if (rest.len == 0)
		return self;
	(void)str_cut(&rest, '!');
	if (rest.len > 0)
		self.mask.len = (size_t)(rest.at - 1 - actor.at);
	self.account = str_cut(&rest, '!');
	if (str_eq(self.account, STR("*")))
		self.account.len = 0;
	self.flags = rest;
	return self;
}
