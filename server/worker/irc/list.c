/* LIST: the channels, all or only those that the client selects. */
#include "shared/mask.h"
#include "worker/irc/errors.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

#define MINUTE (60 * SEC)

/* A line of the router: group G COUNT [CREATED SET] TOPIC. */
struct row {
	struct str group;
	uint64_t count;
	uint64_t created; /* 0: not told */
	uint64_t set; /* 0: there is no topic */
	struct str topic;
};

static bool
is_time(struct str word, uint64_t *time)
{
	return (word.len == 1 || word.len == LIMIT_ID) &&
	    str_to_number(word, UINT64_MAX, time);
}

static struct row
row_of(const struct command *said)
{
	struct row row = { .group = said->arg[0], .topic = said->arg[2] };
	struct str rest = said->arg[2];
	const struct str created = str_word(&rest), set = str_word(&rest);

	(void)str_to_number(said->arg[1], UINT64_MAX, &row.count); /* or 0 */
	if (rest.len > 0 && is_time(created, &row.created) &&
	    is_time(set, &row.set))
		row.topic = rest;
	return row;
}

/*
 * Returns whether the time is more, or less, than so many minutes ago. False if
 * the time is 0.
 */
static bool
is_ago(uint64_t time, char how, uint64_t minutes)
{
	const uint64_t now = clock_wall();
	const uint64_t ago = now > time ? (now - time) / MINUTE : 0;

	return time != 0 && (how == '<' ? ago < minutes : ago > minutes);
}

/*
 * Returns whether a condition of ELIST is met: >N, <N, C>N, T<N, MASK, !MASK.
 * A mask is one of the channel's name, '#' included.
 */
static bool
is_met(struct str word, const struct row *row)
{
	const bool timed = word.len > 2 &&
	    (word.at[1] == '<' || word.at[1] == '>') &&
	    strchr("CTct", word.at[0]) != NULL;
	const size_t skip = timed ? 2 : 1;
	const struct str rest = { word.at + skip, word.len - skip };
	char room[1 + LIMIT_GROUP];
	struct buf channel;
	uint64_t number;

	if (timed && str_to_number(rest, UINT32_MAX, &number))
		return is_ago(
		    (word.at[0] | 0x20) == 'c' ? row->created : row->set,
		    word.at[1], number);
	if ((word.at[0] == '<' || word.at[0] == '>') &&
	    str_to_number(rest, UINT32_MAX, &number))
		return word.at[0] == '<' ? row->count < number :
					   row->count > number;
	buf_init(&channel, room, sizeof(room));
	(void)BUF_CAT(&channel, STR("#"), row->group); /* fits */
	return word.at[0] == '!' ? !mask_matches(rest, buf_str(&channel)) :
				   mask_matches(word, buf_str(&channel));
}

/*
 * Returns whether the words select the channel: one of them names it, or none
 * is a name, and all conditions are met.
 */
static bool
is_wanted(struct str words, const struct row *row)
{
	bool named = false, found = false;
	struct str word;

	while (irc_next_word(&words, &word)) {
		if (word.len == 0)
			continue;
		if (word.at[0] == '#' && !irc_has(word, '*') &&
		    !irc_has(word, '?')) {
			named = true;
			found |= str_caseeq(irc_group(word), row->group);
		} else if (!is_met(word, row)) {
			return false;
		}
	}
	return found || !named;
}

void
irc_hear_list(struct irc *irc, const struct command *said)
{
	if (irc->list_lines++ == 0)
		TELL(irc, "321 Channel :Users  Name");
	if (said->rule->verb == VERB_OK) {
		TELL(irc, "323 :End of /LIST");
		irc->list_lines = 0;
		return;
	}
	const struct row row = row_of(said);
	if (row.count > 0 && is_wanted(irc->ask->word, &row))
		TELL(irc, "322 #%1 %2 :%o3", row.group, DECIMAL(row.count),
		    row.topic);
}
