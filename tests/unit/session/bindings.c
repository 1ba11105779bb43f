/*
 * client/session/bound/bindings: the names of keys, and the commands that they
 * are bound to.
 */
#include "client/session/bound/bindings.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define ALT BINDINGS_ALT
#define FUNCTION BINDINGS_FUNCTION

static const struct {
	const char *name;
	unsigned code;
} names[] = {
	{ "Alt-X", ALT | 'x' },
	{ "alt-x", ALT | 'x' },
	{ "meta-x", ALT | 'x' },
	{ "M-0", ALT | '0' },
	{ "Ctrl-X", 24 },
	{ "ctrl-x", 24 },
	{ "^X", 24 },
	{ "C-a", 1 },
	{ "F1", FUNCTION | 1 },
	{ "f12", FUNCTION | 12 },
	{ "F0", 0 },
	{ "F13", 0 },
	{ "F", 0 },
	{ "Alt-", 0 },
	{ "Alt-xy", 0 },
	{ "Alt-[", 0 },
	{ "Ctrl-[", 0 },
	{ "Ctrl-1", 0 },
	{ "x", 0 },
	{ "", 0 },
};

static const struct {
	const char *entry, *kept; /* null: it is refused */
} entries[] = {
	{ "meta-x /window 2", "Alt-X /window 2" },
	{ "^x   /msg ali #1 hi ", "Ctrl-X /msg ali #1 hi" },
	{ "f5 /g #ops", "F5 /g #ops" },
	{ "alt-5 /g", "Alt-5 /g" },
	{ "Alt-X window 2", NULL },
	{ "Alt-X /", NULL },
	{ "Alt-X", NULL },
	{ "x /g", NULL },
	{ "Ctrl-C /g", NULL },
	{ "^d /g", NULL },
	{ "C-m /g", NULL },
	{ "Ctrl-J /g", NULL },
	{ "Ctrl-I /g", NULL },
	{ "Ctrl-H /g", NULL },
};

static void
sets(void)
{
	for (size_t i = 0; i < COUNT(entries); i++) {
		const char *wrong = bindings_set(str_from(entries[i].entry));
		const char *kept = entries[i].kept;
		TAP_OK((wrong == NULL) == (kept != NULL), "%s is %s",
		    entries[i].entry, kept != NULL ? "taken" : "refused");
		TAP_STR(bindings_at(0), str_from(kept != NULL ? kept : ""),
		    "as it is shown");
		bindings_clear();
	}
}

static void
finds(void)
{
	MUST(bindings_set(STR("Alt-X /window 2")) == NULL, "set");
	MUST(bindings_set(STR("F5 /window 5")) == NULL, "set");
	MUST(bindings_set(STR("M-x /window 3")) == NULL, "set again");
	TAP_STR(bindings_find(ALT | 'x'), STR("/window 3"), "the later one");
	TAP_STR(bindings_at(2), STR(""), "there are two");
	TAP_STR(bindings_find(FUNCTION | 5), STR("/window 5"), "another");
	TAP_STR(bindings_find(0), STR(""), "what is no key has none");
	TAP_OK(bindings_remove(STR("meta-X")) && !bindings_remove(STR("Alt-X")),
	    "once removed, it is gone");
	TAP_STR(bindings_at(0), STR("F5 /window 5"), "the other one stays");
	bindings_clear();
}

static void
is_bounded(void)
{
	char entry[BINDINGS_TEXT + 16] = "Alt-X /";
	const size_t before = strlen("Alt-X ");

	memset(entry + before + 1, 'a', sizeof(entry) - before - 1);
	TAP_OK(bindings_set((struct str) { entry, before + BINDINGS_TEXT }) ==
		NULL,
	    "the longest command");
	TAP_OK(bindings_set(
		   (struct str) { entry, before + BINDINGS_TEXT + 1 }) != NULL,
	    "a longer one");
	bindings_clear();
	for (size_t i = 0; i < 26 + 26; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "%s-%c /g",
		    i < 26 ? "Alt" : "Ctrl", (char)('a' + i % 26));
		(void)bindings_set(str_from(key)); /* some are fixed */
	}
	for (unsigned i = 1; i <= 12; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "F%u /g", i);
		const char *wrong = bindings_set(str_from(key));
		TAP_OK((wrong == NULL) == (i <= BINDINGS_MOST - 46),
		    "%s: 50 at most", key);
	}
	TAP_OK(bindings_set(STR("Alt-A /close")) == NULL, "one may change");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(names); i++)
		TAP_NUM(bindings_code(str_from(names[i].name)), names[i].code,
		    "\"%s\"", names[i].name);
	sets();
	finds();
	is_bounded();
	return tap_done();
}
