/* Commands and their replies: see answers.h. */
#include "router/delivery/answers.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "shared/limits.h"
#include "shared/names.h"

/* What a client's next lines go on with. */
struct unfinished {
	struct listing list;
	struct str tags[FANOUT_TAGS]; /* lines, each in the arena */
};

static const struct field saved[] = {
	FIELD(NUMBER, struct listing, cursor),
	FIELD(NUMBER, struct listing, listed),
	FIELD(TEXT, struct listing, listed_key),
};
static_assert(offsetof(struct unfinished, list) == 0, "its fields are saved");

static struct {
	struct unfinished *of; /* by client */
} answers;

struct listing *
answers_listing(uint32_t who)
{
	return &answers.of[who].list;
}

enum outcome
answers_reply(uint32_t client, struct words words)
{
	fanout_client(client, words);
	return OUTCOME_DONE;
}

enum outcome
answers_ok(uint32_t who, const struct command *command, struct words words)
{
	struct str all[2 + ANSWERS_WORDS] = { STR("ok"), command->rule->word };

	assert(words.count <= ANSWERS_WORDS);
	for (size_t i = 0; i < words.count; i++)
		all[2 + i] = words.at[i];
	return answers_reply(who, (struct words) { all, 2 + words.count });
}

enum outcome
answers_refuse_saying(uint32_t who, const struct command *command,
    enum code code, struct str text)
{
	return answers_reply(
	    who, WORDS(STR("err"), command->rule->word, code_word(code), text));
}

enum outcome
answers_refuse(uint32_t who, const struct command *command, enum code code)
{
	return answers_refuse_verb(
	    who, command->rule->word, code, (struct excess) { .limit = 0 });
}

enum outcome
answers_refuse_verb(
    uint32_t who, struct str verb, enum code code, struct excess over)
{
	const struct rule *rule =
	    code == CODE_BAD_COMMAND ? grammar_find(verb, FROM_CLIENT) : NULL;
	char room[CODE_SAID];

	return answers_reply(who,
	    WORDS(STR("err"), verb, code_word(code),
		rule != NULL ? STR("expected:") : code_over(code, over, room),
		rule != NULL ? rule->usage : (struct str) { NULL, 0 }));
}

bool
answers_has_reader(uint32_t who)
{
	const struct slot *slot = slots_get(clients_slot(who));

	return slot->down.fd != -1 && (slot->marks & MARK_LOST) == 0;
}

bool
answers_must_wait(uint32_t who)
{
	return slots_get(clients_slot(who))->down.over_mark ||
	    budget_is_spent();
}

enum outcome
answers_list_end(uint32_t who, const struct command *command, struct str title)
{
	struct listing *list = answers_listing(who);
	const struct str count = DECIMAL(list->listed);

	*list = (struct listing) { .cursor = 0 };
	return answers_ok(
	    who, command, title.len > 0 ? WORDS(title, count) : WORDS(count));
}

/* Drops the client's tags. */
static void
drop_tags(uint32_t client)
{
	struct str *line = answers.of[client].tags;

	for (size_t i = 0; i < FANOUT_TAGS; i++) {
		arena_free((char *)line[i].at, line[i].len);
		line[i] = (struct str) { NULL, 0 };
	}
}

/* Adds one line of tags; *over is what all of them have then. */
static enum code
tags_add(uint32_t client, struct str text, struct excess *over)
{
	struct str *line = answers.of[client].tags;
	size_t at = 0;
	char *copy;

	*over = (struct excess) { LIMIT_TAGS, text.len };
	while (at < FANOUT_TAGS && line[at].len > 0)
		over->len += line[at++].len;
	if (at == FANOUT_TAGS || over->len > over->limit)
		return CODE_TOO_LONG;
	copy = arena_alloc(text.len);
	if (copy == NULL)
		return CODE_SLOW_DOWN;
	memcpy(copy, text.at, text.len);
	line[at] = (struct str) { copy, text.len };
	return CODE_OK;
}

enum outcome
tags_cmd(uint32_t client, const struct command *command)
{
	struct excess over;
	const enum code code = tags_add(client, command->arg[0], &over);

	if (code == CODE_OK)
		return OUTCOME_DONE;
	drop_tags(client);
	if (code == CODE_TOO_LONG && over.len <= over.limit)
		return answers_refuse_saying(client, command, code,
		    STR("too many lines of tags: limit 2"));
	return answers_refuse_verb(client, command->rule->word, code, over);
}

void
answers_tags_begin(uint32_t client, const struct rule *rule)
{
	if (answers.of[client].tags[0].len > 0 &&
	    (rule->traits & TRAIT_TAGS) != 0)
		fanout_tags(answers.of[client].tags);
}

void
answers_tags_done(uint32_t client, enum outcome outcome)
{
	if (answers.of[client].tags[0].len == 0)
		return;
	fanout_tags((const struct str[FANOUT_TAGS]) { { NULL, 0 } });
	if (outcome != OUTCOME_WAIT && outcome != OUTCOME_HELD)
		drop_tags(client);
}

static void
answers_save(struct state *state, uint32_t client)
{
	for (size_t i = 0; i < FANOUT_TAGS; i++)
		if (answers.of[client].tags[i].len > 0)
			STATE_PUT(
			    state, STR("tags"), answers.of[client].tags[i]);
}

static bool
answers_load(struct state *state, uint32_t client)
{
	struct excess over;

	if (!state_is(state, STR("tags")))
		return false;
	if (text_check(state->value, LIMIT_LINE) != CODE_OK ||
	    tags_add(client, state->value, &over) != CODE_OK)
		state_wrong(state, "invalid tags, or out of memory");
	return true;
}

static void
answers_leave(uint32_t client)
{
	drop_tags(client);
	answers.of[client].list = (struct listing) { .cursor = 0 };
}

MODULE(answers) = { TABLES(TABLE(answers.of, CLIENTS_MAX)),
	CLIENT_FIELDS(saved), .save_client = answers_save,
	.load_client = answers_load, .leave = answers_leave };
