/*
 * server/accept/helpers: a kind of helper that has only the operations it
 * needs. The kinds here take the place of the server's own.
 */
#include "server/accept/helpers.h"

#include <sysexits.h>

#include "server/accept/kinds.h"
#include "server/accept/spawn.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

static struct bare {
	struct helper life;
	int turns;
} bare = { .life = { .slot = SLOT_NONE } };

static struct refusing {
	struct helper life;
	int turns;
} refusing = { .life = { .slot = SLOT_NONE } };

static bool
bare_turn(bool stops)
{
	(void)stops;
	bare.turns++;
	return false;
}

static bool
refusing_prepare(const struct config *config, struct error *why)
{
	(void)config;
	return error_set(why, EX_CONFIG, "refused");
}

static bool
refusing_turn(bool stops)
{
	(void)stops;
	refusing.turns++;
	return !stops;
}

/* Is never given a place. */
static bool
refusing_give(struct child_args *given, struct error *why)
{
	(void)given;
	return error_set(why, EX_CONFIG, "nothing to give");
}

static const struct helper_ops bare_ops = { .life = &bare.life,
	.turn = bare_turn };
static const struct helper_ops refusing_ops = { .life = &refusing.life,
	.prepare = refusing_prepare,
	.turn = refusing_turn,
	.give = refusing_give };

const struct kind worker_kind = { .name = "worker", .says = KIND_CLIENT };
const struct child_kind helper_kinds[] = {
	{ { .name = "bare", .says = KIND_RESPONDER }, &bare_ops },
	{ { .name = "refusing", .says = KIND_KEEPER }, &refusing_ops }
};
const size_t helper_kinds_count = COUNT(helper_kinds);

const struct kind *
kinds_find(unsigned says)
{
	(void)says;
	return &worker_kind;
}

/* Helpers without a section of the state are left out of it. */
static bool
sections_are_whole(void)
{
	const struct module *part;

	for (size_t i = 0; (part = modules_section(i)) != NULL; i++)
		if (part->fields.count == 0 &&
		    (part->save == NULL || part->load == NULL))
			return false;
	return true;
}

int
main(void)
{
	static const struct config_option none[] = { { NULL, NULL } };
	struct error why = { 0 };

	stage_begin(none);
	MUST(spawn_init(), "cannot begin");
	TAP_OK(sections_are_whole(), "a kind may have no state");
	TAP_OK(helpers_check(config_now(), &why), "nothing to look at");
	TAP_OK(!helpers_prepare(config_now(), &why) && why.code == EX_CONFIG,
	    "one has nothing to prepare, the other refuses: %s", why.text);
	helpers_use();
	helpers_undo();
	helpers_begin(-1);
	helpers_turn();
	TAP_OK(bare.turns == 1 && refusing.turns == 1, "each has its turn");
	TAP_OK(refusing.life.slot == SLOT_NONE && refusing.life.delay > 0,
	    "one that cannot start is put off, and nobody waits for it");
	helpers_stop();
	TAP_OK(!refusing.life.wanted, "none is wanted in the end");
	helpers_close();
	return tap_done();
}
