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

enum irc_done
irc_list(struct irc *irc, const struct irc_line *line)
{
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_LIST, line->param[0], STR("groups"));
}

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

	if (!str_to_number(said->arg[1], UINT64_MAX, &row.count))
		row.count = 0;
	if (rest.len > 0 && is_time(created, &row.created) &&
	    is_time(set, &row.set))
		row.topic = rest;
	row.topic = irc_topic_text(row.topic);
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

	if (time == 0)
		return false;
	return how == '<' ? ago < minutes : ago > minutes;
}

/* Returns whether a mask matches the channel's name, '#' included. */
static bool
fits(struct str mask, struct str group)
{
	char room[1 + LIMIT_GROUP];
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("#"), group); /* fits */
	return mask_matches(mask, buf_str(&buf));
}

/*
 * Returns whether a condition of ELIST is met: >N, <N, C>N, T<N, MASK, !MASK.
 */
static bool
is_met(struct str word, const struct row *row)
{
	const bool timed = word.len > 2 &&
	    (word.at[1] == '<' || word.at[1] == '>') &&
	    strchr("CTct", word.at[0]) != NULL;
	const size_t skip = timed ? 2 : 1;
	const struct str rest = { word.at + skip, word.len - skip };
	uint64_t number;

	if (timed && str_to_number(rest, UINT32_MAX, &number))
		return is_ago(
		    (word.at[0] | 0x20) == 'c' ? row->created : row->set,
		    word.at[1], number);
	if ((word.at[0] == '<' || word.at[0] == '>') &&
	    str_to_number(rest, UINT32_MAX, &number))
		return word.at[0] == '<' ? row->count < number :
					   row->count > number;
	return word.at[0] == '!' ? !fits(rest, row->group) :
				   fits(word, row->group);
}

static bool
is_name(struct str word)
{
	return word.at[0] == '#' && memchr(word.at, '*', word.len) == NULL &&
	    memchr(word.at, '?', word.len) == NULL;
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
		if (is_name(word)) {
			named = true;
			found =
			    found || str_caseeq(irc_group(word), row->group);
		} else if (!is_met(word, row)) {
			return false;
		}
	}
	return found || !named;
}

static void
list_begin(struct irc *irc)
{
	if (irc->list_lines++ == 0)
		NUMERIC(irc, "321", STR("Channel :Users  Name"));
}

void
irc_hear_list(struct irc *irc, const struct command *said)
{
	list_begin(irc);
	if (said->rule->verb == VERB_OK) {
		NUMERIC(irc, "323", STR(":End of /LIST"));
		irc->list_lines = 0;
		return;
	}
	const struct row row = row_of(said);
	if (row.count > 0 && is_wanted(irc->ask->word, &row))
		NUMERIC(irc, "322", STR("#"), row.group, STR(" "),
		    DECIMAL(row.count), STR(" :"), row.topic);
}
