/* Tags of the next message: see tags.h. */
#include "router/delivery/tags.h"

#include <string.h>

#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The lines of tags, each in the arena. */
struct tag_lines {
	char *at[FANOUT_TAGS];
	uint16_t len[FANOUT_TAGS];
};

static struct {
	struct tag_lines *of; /* by client */
} tags;

static const struct str none[FANOUT_TAGS];

static void
tags_leave(uint32_t client)
{
	struct tag_lines *lines = &tags.of[client];

	for (size_t i = 0; i < FANOUT_TAGS; i++)
		if (lines->at[i] != NULL)
			arena_free(lines->at[i], lines->len[i]);
	*lines = (struct tag_lines) { 0 };
}

static size_t
bytes_of(const struct tag_lines *lines)
{
	size_t bytes = 0;

	for (size_t i = 0; i < FANOUT_TAGS; i++)
		bytes += lines->len[i];
	return bytes;
}

/* Adds one line of tags. */
static enum code
tags_add(uint32_t client, struct str text)
{
	struct tag_lines *lines = &tags.of[client];
	size_t line = 0;

	while (line < FANOUT_TAGS && lines->at[line] != NULL)
		line++;
	if (line == FANOUT_TAGS || bytes_of(lines) + text.len > LIMIT_TAGS)
		return CODE_TOO_LONG;
	lines->at[line] = arena_alloc(text.len);
	if (lines->at[line] == NULL)
		return CODE_SLOW_DOWN;
	memcpy(lines->at[line], text.at, text.len);
	lines->len[line] = (uint16_t)text.len;
	return CODE_OK;
}

enum outcome
tags_cmd(uint32_t client, const struct command *command)
{
	const struct excess over = { LIMIT_TAGS,
		bytes_of(&tags.of[client]) + command->arg[0].len };
	const enum code code = tags_add(client, command->arg[0]);

	if (code == CODE_OK)
		return OUTCOME_DONE;
	tags_leave(client);
	if (code == CODE_TOO_LONG && over.len <= over.limit)
		return answers_refuse_saying(client, command, code,
		    STR("too many lines of tags: limit 2"));
	return answers_refuse_over(client, command, code, over);
}

void
tags_begin(uint32_t client, const struct rule *rule)
{
	const struct tag_lines *lines = &tags.of[client];
	struct str said[FANOUT_TAGS];

	if (lines->at[0] == NULL || (rule->traits & TRAIT_TAGS) == 0)
		return;
	for (size_t i = 0; i < FANOUT_TAGS; i++)
		said[i] = (struct str) { lines->at[i], lines->len[i] };
	fanout_tags(said);
}

void
tags_done(uint32_t client, enum outcome outcome)
{
	if (tags.of[client].at[0] == NULL)
		return;
	fanout_tags(none);
	if (outcome != OUTCOME_WAIT && outcome != OUTCOME_HELD)
		tags_leave(client);
}

void
tags_save(struct state *state, uint32_t client)
{
	const struct tag_lines *lines = &tags.of[client];

	for (size_t i = 0; i < FANOUT_TAGS && lines->at[i] != NULL; i++)
		state_put_text(state, STR("tags"),
		    (struct str) { lines->at[i], lines->len[i] });
}

bool
tags_load(struct state *state, uint32_t client)
{
	if (!state_is(state, STR("tags")))
		return false;
	if (text_check(state->value, LIMIT_LINE) != CODE_OK ||
	    tags_add(client, state->value) != CODE_OK)
		state_wrong(state, "invalid tags, or out of memory");
	return true;
}

MODULE(tags) = { TABLES(TABLE(tags.of, CLIENTS_MAX)), .leave = tags_leave };
