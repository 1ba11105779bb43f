/* server/router/model/clients: who is here, and names, at random beside a
 * model. */
#include "server/router/model/clients.h"

#include "server/base/data/index.h"
#include "server/base/state/module.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define CLIENTS 12
#define NAMES 16
#define TRIES 20000

/* Each of them in two spellings that are the same name. */
static const struct str names[NAMES][2] = {
	{ { "ali", 3 }, { "Ali", 3 } },
	{ { "bo", 2 }, { "BO", 2 } },
	{ { "javad", 5 }, { "jAvAd", 5 } },
	{ { "x", 1 }, { "X", 1 } },
	{ { "a[b", 3 }, { "A[B", 3 } },
	{ { "a{b", 3 }, { "A{B", 3 } }, /* another: no IRC case rules */
	{ { "\xc3\xa9t\xc3\xa9", 5 }, { "\xc3\xa9T\xc3\xa9", 5 } },
	{ { "\xc3\x89t\xc3\x89", 5 }, { "\xc3\x89T\xc3\x89", 5 } },
	{ { "a1", 2 }, { "A1", 2 } },
	{ { "a2", 2 }, { "A2", 2 } },
	{ { "a3", 2 }, { "A3", 2 } },
	{ { "a4", 2 }, { "A4", 2 } },
	{ { "abcdefghijklmnopqrstuvwxyz-_0123", 32 },
	    { "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123", 32 } },
	{ { "abcdefghijklmnopqrstuvwxyz-_0124", 32 },
	    { "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_0124", 32 } },
	{ { "sara", 4 }, { "SARA", 4 } },
	{ { "sarah", 5 }, { "SARAH", 5 } },
};

/* The naive way: everything is looked through. */
static struct {
	const struct str *name[CLIENTS]; /* null: none */
} model;

/* Whose name that is, in whatever spelling. */
static uint32_t
owner_of(const struct str spellings[2])
{
	for (uint32_t c = 0; c < CLIENTS; c++)
		if (model.name[c] == &spellings[0] ||
		    model.name[c] == &spellings[1])
			return c;
	return CLIENT_NONE;
}

static bool
names_agree(void)
{
	for (uint32_t c = 0; c < CLIENTS; c++) {
		const struct str *name = model.name[c];
		if (!str_eq(clients_name(c),
			name != NULL ? *name : (struct str) { NULL, 0 }) ||
		    clients_get(c)->named != (name != NULL))
			return false;
	}
	for (size_t n = 0; n < NAMES; n++)
		if (clients_find(names[n][0]) != owner_of(names[n]) ||
		    clients_find(names[n][1]) != owner_of(names[n]))
			return false;
	return true;
}

static bool
try_name(void)
{
	const uint32_t c = dice(CLIENTS);
	const struct str *spellings = names[dice(NAMES)];
	const struct str *name = &spellings[dice(2)];
	const bool is_free =
	    owner_of(spellings) == CLIENT_NONE || owner_of(spellings) == c;

	if (is_free)
		model.name[c] = name;
	return clients_set_name(c, *name) == is_free;
}

/* The last one is still known, for the log. */
static bool
try_drop_name(void)
{
	const uint32_t c = dice(CLIENTS);
	const struct str was = clients_last_name(c);

	clients_drop_name(c);
	model.name[c] = NULL;
	return clients_last_name(c).len == was.len;
}

/* Another one comes in its place, of whom nothing is known. */
static bool
try_replace(void)
{
	const uint32_t c = dice(CLIENTS);

	clients_drop_name(c);
	model.name[c] = NULL;
	clients_get(c)->wrong = 2;
	modules_release(c);
	if (clients_used() != CLIENTS - 1 || clients_new(c) != c)
		return false;
	return clients_last_name(c).len == 0 && clients_slot(c) == c &&
	    clients_get(c)->wrong == 0;
}

static bool (*const tries[])(
    void) = { try_name, try_name, try_drop_name, try_replace };

static void
is_like_the_model(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++)
		good = tries[dice(COUNT(tries))]() && names_agree();
	TAP_OK(good, "%d changes at random", TRIES);
	for (uint32_t c = 0; c < CLIENTS; c++)
		clients_drop_name(c);
}

static void
finds_who_looks_alike(void)
{
	MUST(clients_set_name(1, STR("modem")) &&
		clients_set_name(2, STR("modern")) &&
		clients_set_name(3, STR("javad")),
	    "a name is taken");
	TAP_NUM(clients_find(STR("modern")), 2, "each by its own name");
	TAP_NUM(clients_find_like(STR("modern"), 2), 1, "and by its looks");
	TAP_NUM(clients_find_like(STR("modem"), 1), 2, "but who asks");
	TAP_NUM(clients_find_like(STR("javad"), 3), CLIENT_NONE, "alone");
	clients_drop_name(1);
	TAP_NUM(clients_find_like(STR("modem"), 2), CLIENT_NONE, "gone");
	clients_drop_name(2);
	clients_drop_name(3);
}

static void
keeps_its_limit(void)
{
	TAP_NUM(clients_counts()->max, CLIENTS, "so many may come");
	TAP_NUM(clients_new(SLOT_NONE), CLIENT_NONE, "and not one more");
	clients_limit(CLIENTS - 1);
	TAP_NUM(clients_used(), CLIENTS, "a lower limit takes nothing away");
	modules_release(0);
	TAP_NUM(clients_new(SLOT_NONE), CLIENT_NONE, "but gives nothing");
	modules_release(1);
	TAP_NUM(clients_new(SLOT_NONE), 1, "until there are fewer");
}

int
main(void)
{
	dice_begin();
	TAP_OK(modules_init(), "tables");
	clients_limit(CLIENTS);
	for (uint32_t c = 0; c < CLIENTS; c++)
		MUST(clients_new(c) == c, "no client");
	is_like_the_model();
	finds_who_looks_alike();
	keeps_its_limit();
	return tap_done();
}
