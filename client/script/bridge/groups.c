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

void
groups_want(struct str name)
{
	struct group *group = groups_find(name);

	if (group == NULL && groups.count < GROUPS_MOST) {
		group = &groups.group[groups.count];
		group->number = groups.count++;
		memcpy(group->name, name.at, name.len);
		make_token(group->token, name);
	}
	if (group != NULL)
		group->wanted = group->last.epoch == 0;
}

void
groups_join(void)
{
	for (size_t i = 0; i < groups.count; i++) {
		struct group *group = &groups.group[i];
		if (group->wanted &&
		    bridge_say(NULL,
			PIECES(STR("join "), str_from(group->name))) == CODE_OK)
			group->wanted = false;
	}
}

void
groups_enter(struct group *group, uint64_t id)
{
	group->last = (struct said) { .epoch = id, .id = id * LINES };
	group->floor = id * LINES;
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
		(void)peers_send(peer, pieces, COUNT(pieces));
	else
		(void)nats_publish(
		    "g", group->token, pieces + 3, COUNT(pieces) - 3);
}

/* Remembers the line in place of the oldest one. */
static void
keep(struct group *group, const struct said *said)
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
	place = &group->ring[group->ring_at++ % RING];
	if (*place != NULL && group->floor < (*place)->said.id)
		group->floor = (*place)->said.id;
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
	keep(group, last);
	send_said(NULL, group, last);
	last->words = STR("");
}

/* Answers with the lines after the ID, of those that are remembered. */
static void
answer(const struct peer *peer, const struct group *group, uint64_t after)
{
	struct said said, end = group->last;
	size_t count = 0;

	end.before = after < group->floor ? 0 : after;
	for (size_t i = 0; i < RING && group->ring != NULL; i++) {
		const struct kept *kept =
		    group->ring[(group->ring_at + i) % RING];
		if (kept == NULL || kept->said.id <= after || count == ANSWER)
			continue;
		said = kept->said;
		if (count++ == 0)
			said.before = end.before;
		send_said(peer, group, &said);
		end.before = said.id;
		if (count == ANSWER) {
			end.id = said.id;
			end.n = said.n;
		}
	}
	send_said(peer, group, &end);
}

bool
groups_again(struct peer *peer, struct group *group, uint64_t after)
{
	const struct asked why = { .peer = peer,
		.group = group,
		.past = { .epoch = group->last.epoch, .id = after },
		.after = after,
		.head = group->last.id };

	if (after < group->floor) /* from its message on, for its other lines */
		return bridge_say(&why,
			   PIECES(STR("history "), str_from(group->name),
			       STR(" said after "),
			       DECIMAL(after < LINES ? 0 : after / LINES - 1),
			       SPACE, DECIMAL(ANSWER))) == CODE_OK;
	answer(peer, group, after);
	return false;
}

void
groups_past(struct asked *asked, uint64_t id, struct str words)
{
	struct said *past = &asked->past;

	if (asked->verb != VERB_HISTORY)
		return;
	if (id == 0)
		past->id = 0; /* some are missing before the next one */
	else
		asked->at = line_after(asked->at, id);
	if (id == 0 || words.len == 0 || asked->at <= asked->after)
		return;
	past->before = past->id;
	past->id = asked->at;
	past->words = words;
	send_said(asked->peer, asked->group, past);
}

void
groups_end(const struct asked *asked, bool refused)
{
	struct said end = asked->past;

	end.before = end.id;
	end.id = asked->at > asked->after ? asked->at : asked->head;
	end.words = STR("");
	if (refused) /* there is no history */
		answer(asked->peer, asked->group, asked->after);
	else
		send_said(asked->peer, asked->group, &end);
}

void
groups_beat(void)
{
	for (size_t i = 0; i < groups.count; i++) {
		struct said last = groups.group[i].last;
		last.before = last.id; /* it says nothing of what is before */
		if (last.epoch != 0)
			send_said(NULL, &groups.group[i], &last);
	}
}
