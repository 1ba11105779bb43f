/* Commands and their replies: see answers.h. */
#include "router/delivery/answers.h"

#include <assert.h>

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"

static const struct field saved[] = {
	FIELD(NUMBER, struct listing, cursor),
	FIELD(NUMBER, struct listing, listed),
	FIELD(TEXT, struct listing, listed_key),
};

static struct {
	struct listing *list; /* by connection */
} answers;

struct listing *
answers_listing(conn_id who)
{
	return &answers.list[who.n];
}

enum outcome
answers_reply(conn_id who, struct words words)
{
	fanout_conn(who, words);
	return OUTCOME_DONE;
}

enum outcome
answers_ok(conn_id who, const struct command *command, struct words words)
{
	struct str all[2 + ANSWERS_WORDS] = { STR("ok"), command->rule->word };

	assert(words.count <= ANSWERS_WORDS);
	for (size_t i = 0; i < words.count; i++)
		all[2 + i] = words.at[i];
	return answers_reply(who, (struct words) { all, 2 + words.count });
}

enum outcome
answers_refuse_saying(
    conn_id who, const struct command *command, enum code code, struct str text)
{
	return answers_reply(
	    who, WORDS(STR("err"), command->rule->word, code_word(code), text));
}

enum outcome
answers_refuse(conn_id who, const struct command *command, enum code code)
{
	return answers_refuse_verb(
	    who, command->rule->word, code, (struct excess) { .limit = 0 });
}

enum outcome
answers_refuse_verb(
    conn_id who, struct str verb, enum code code, struct excess over)
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
answers_has_reader(conn_id who)
{
	const struct slot *slot = slots_get(conns_slot(who));

	return slot->down.fd != -1 && (slot->marks & MARK_LOST) == 0;
}

bool
answers_must_wait(conn_id who)
{
	return slots_get(conns_slot(who))->down.over_mark || budget_is_spent();
}

enum outcome
answers_list_end(conn_id who, const struct command *command, struct str title)
{
	struct listing *list = answers_listing(who);
	const struct str count = DECIMAL(list->listed);

	*list = (struct listing) { .cursor = 0 };
	return answers_ok(
	    who, command, title.len > 0 ? WORDS(title, count) : WORDS(count));
}

static void
answers_close(conn_id who)
{
	answers.list[who.n] = (struct listing) { .cursor = 0 };
}

MODULE(answers) = { TABLES(TABLE(answers.list, CLIENTS_MAX)),
	.client_fields = { saved, COUNT(saved) }, .close = answers_close };
