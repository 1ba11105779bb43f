/* The groups, and what is said in them here, for others: see bridge.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/bridge/bridge.h"
#include "shared/die.h"

#define RING 1000 /* the lines of a group that are remembered */
#define ANSWER \
	150 /* messages of one answer from the history, lines of others */
#define LINES 128 /* IDs for the lines of a message; LIMIT_LINES at least */
#define GONE (60 * SEC) /* after which one that nobody lists is gone */

/* A line as it was said; its words are in data. */
struct kept {
	struct said said;
	char data[];
};

static struct {
	struct group group[GROUPS_MOST];
	size_t count;
} groups;

struct group *
groups_at(size_t number)
{
	return number < groups.count ? &groups.group[number] : NULL;
}

struct group *
groups_find(struct str name)
{
	for (size_t i = 0; i < groups.count; i++)
		if (str_caseeq(str_from(groups.group[i].name), name))
			return &groups.group[i];
	return NULL;
}

struct group *
groups_find_token(struct str token)
{
	for (size_t i = 0; i < groups.count; i++)
		if (groups.group[i].last.epoch != 0 &&
		    str_eq(str_from(groups.group[i].token), token))
			return &groups.group[i];
	return NULL;
}

/* Writes the group's word in a subject: other bytes than these as =XX. */
static void
make_token(char *to, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		const char c = (char)str_lower(name.at[i]);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '_' || c == '-')
			*to++ = c;
		else
			to += snprintf(to, 4, "=%02X", (unsigned char)c);
	}
}

/* Returns a place for a new group, maybe that of one that is gone; or null. */
static struct group *
free_group(usec now)
{
	struct group *group = groups.group;

	if (groups.count < GROUPS_MOST)
		group = &groups.group[groups.count++];
	while (group->listed != 0 &&
	    (group->last.epoch != 0 || now - group->listed < GONE))
		if (++group == groups.group + GROUPS_MOST)
			return NULL;
	return group;
}

const struct group *
groups_want(struct str name)
{
	static bool full;
	struct group *group = groups_find(name);
	const bool is_fresh = group == NULL;
	const usec now = clock_mono();

	if (is_fresh && (group = free_group(now)) != NULL) {
		free(group->ring);
		*group =
		    (struct group) { .number = (size_t)(group - groups.group) };
		memcpy(group->name, name.at, name.len);
		make_token(group->token, name);
	}
	if (group == NULL && !full)
		complain("%.*s is not carried, nor more groups: limit %d",
		    (int)name.len, name.at, GROUPS_MOST);
	full = group == NULL;
	if (group == NULL)
		return NULL;
	group->listed = now;
	group->wanted = group->last.epoch == 0;
	return is_fresh ? group : NULL;
}

void
groups_join(void)
{
	for (size_t i = 0; i < groups.count; i++) {
		struct group *group = &groups.group[i];
		const struct asked why = { .group = group };
		if (group->wanted &&
		    local_say(&why,
			PIECES(STR("join "), str_from(group->name))) == CODE_OK)
			group->wanted = false;
	}
}

void
groups_enter(struct group *group, uint64_t id)
{
	group->last = (struct said) { .epoch = id, .id = id * LINES };
	group->floor = group->last;
	if (id != 0)
		group->wanted = group->refused = false;
	for (size_t i = 0; i < RING && group->ring != NULL; i++) {
		free(group->ring[i]);
		group->ring[i] = NULL;
	}
}

/* Sends a line to the peer or, without one, to all; or it is repaired. */
static void
send_said(
    const struct peer *peer, const struct group *group, const struct said *said)
{
	const struct str pieces[] = { STR("said "), str_from(group->token),
		SPACE, DECIMAL(said->epoch), SPACE, DECIMAL(said->n), SPACE,
		DECIMAL(said->id), SPACE, DECIMAL(said->before),
		said->words.len > 0 ? SPACE : STR(""), said->words };

	if (peer != NULL)
		(void)nats_publish("to", peer->name, pieces, COUNT(pieces));
	else
		(void)nats_publish(
		    "g", group->token, pieces + 3, COUNT(pieces) - 3);
}

/* Tells what was said last, and nothing of what is before. */
static void
send_beat(const struct peer *peer, const struct group *group)
{
	struct said last = group->last;

	last.before = last.id;
	send_said(peer, group, &last);
}

/* Remembers the line in place of the oldest one. */
static void
remember(struct group *group, const struct said *said)
{
	struct kept *kept = malloc(sizeof(*kept) + said->words.len);
	struct kept **place;

	if (group->ring == NULL)
		group->ring = calloc(RING, sizeof(struct kept *));
	if (kept == NULL || group->ring == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	kept->said = *said;
	kept->said.words.at = kept->data;
	memcpy(kept->data, said->words.at, said->words.len);
	place = &group->ring[said->n % RING];
	if (*place != NULL)
		group->floor = (*place)->said;
	free(*place);
	*place = kept;
}

/* Returns the ID of a line of the message, if that one was before it. */
static uint64_t
line_after(uint64_t last, uint64_t message)
{
	return last / LINES == message ? last + 1 : message * LINES;
}

void
groups_said(struct group *group, uint64_t id, struct str words)
{
	struct said *last = &group->last;

	if (last->epoch == 0)
		return;
	last->n++;
	last->before = last->id;
	last->id = line_after(last->id, id);
	last->words = words;
	remember(group, last);
	send_said(NULL, group, last);
	last->words = STR("");
}

bool
groups_again(struct peer *peer, struct group *group, const struct said *place)
{
	const struct said *last = &group->last;
	const bool counts = place->epoch == last->epoch;
	struct asked why = { .peer = peer,
		.group = group,
		.past = *place,
		.after = place->id,
		.end = counts ? group->floor :
				(struct said) { .epoch = last->epoch,
				    .id = last->epoch * LINES } };

	if (counts && place->n >= group->floor.n) {
		for (uint64_t n = place->n;
		     n < last->n && n < place->n + ANSWER;)
			send_said(peer, group, &group->ring[++n % RING]->said);
		send_beat(peer, group);
		return false;
	}
	if (!counts && place->epoch != EPOCH_PAST) {
		why.past.epoch = EPOCH_PAST;
		why.past.n = 0;
	}
	if (place->id < why.end.id) /* its message again, for other lines */
		return local_say(&why,
			   PIECES(STR("history "), str_from(group->name),
			       STR(" said after "),
			       DECIMAL(place->id < LINES ?
				       0 :
				       place->id / LINES - 1),
			       SPACE, DECIMAL(ANSWER))) == CODE_OK;
	if (place->id > why.end.id) /* its clock was set back */
		groups_gap(&why, 0, why.end.id);
	groups_end(&why, STR(""));
	return false;
}

void
groups_past(struct asked *asked, uint64_t id, struct str words)
{
	struct said *past = &asked->past;

	asked->at = line_after(asked->at, id);
	asked->over = asked->over || asked->at > asked->end.id;
	if (asked->over || words.len == 0 || asked->at <= asked->after)
		return;
	past->before = past->id;
	past->id = asked->at;
	past->n++;
	past->words = words;
	send_said(asked->peer, asked->group, past);
}

/* Only before an epoch; what is missing in one is counted. */
void
groups_gap(struct asked *asked, uint64_t from, uint64_t to)
{
	const uint64_t last = asked->end.id / LINES;
	struct said *past = &asked->past;
	struct said gap = { .epoch = EPOCH_NONE, .before = past->id };

	if (past->epoch != EPOCH_PAST || from > last ||
	    to < asked->after / LINES)
		return;
	gap.id = to < last ? to * LINES : asked->end.id;
	send_said(asked->peer, asked->group, &gap);
	past->id = asked->at = gap.id;
}

void
groups_end(struct asked *asked, struct str refused)
{
	struct said end = asked->end;

	if (asked->group->last.epoch != end.epoch ||
	    (refused.len > 0 && !str_eq(refused, code_word(CODE_UNAVAILABLE))))
		return; /* it is asked for again */
	if (refused.len > 0) /* there is no history */
		groups_gap(asked, 0, end.id);
	else if (!asked->over && asked->at > asked->after &&
	    asked->at < end.id) {
		end = asked->past;
		end.id = asked->at;
	}
	end.before = asked->past.id;
	end.words = STR("");
	send_said(asked->peer, asked->group, &end);
}

void
groups_beat(void)
{
	for (size_t i = 0; i < groups.count; i++)
		if (groups.group[i].last.epoch != 0)
			send_beat(NULL, &groups.group[i]);
}
