/* Bound keys: see bindings.h. */
#include "session/bound/bindings.h"

#include "shared/buf.h"

#define NAME_MOST 16 /* "Ctrl-X" and a space */

struct binding {
	unsigned code;
	char text[NAME_MOST + BINDINGS_TEXT]; /* "Alt-X /COMMAND" */
	size_t len;
	size_t command; /* where it begins */
};

static struct {
	struct binding binding[BINDINGS_MOST];
	size_t count;
} bound;

enum kind { ALT, CTRL, FUNCTION };

/* How keys are written, here and in other programs. */
static const struct {
	struct str before;
	enum kind kind;
} forms[] = {
	{ LIT("Alt-"), ALT },
	{ LIT("meta-"), ALT },
	{ LIT("M-"), ALT },
	{ LIT("Ctrl-"), CTRL },
	{ LIT("C-"), CTRL },
	{ LIT("^"), CTRL },
	{ LIT("F"), FUNCTION },
};

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static unsigned
code_of(enum kind kind, struct str rest)
{
	uint64_t number;

	if (kind == FUNCTION)
		return str_to_number(rest, 12, &number) && number > 0 ?
		    BINDINGS_FUNCTION | (unsigned)number :
		    0;
	if (rest.len != 1)
		return 0;
	const unsigned c = (unsigned char)rest.at[0];
	if (kind == CTRL)
		return is_letter(rest.at[0]) ? c & 0x1f : 0;
	if (is_letter(rest.at[0]))
		return BINDINGS_ALT | c | 0x20;
	return c >= '0' && c <= '9' ? BINDINGS_ALT | c : 0;
}

unsigned
bindings_code(struct str name)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		const struct str before = forms[i].before;
		if (name.len > before.len &&
		    str_caseeq((struct str) { name.at, before.len }, before))
			return code_of(forms[i].kind,
			    (struct str) {
				name.at + before.len, name.len - before.len });
	}
	return 0;
}

/*
 * Returns whether the key stays what it is: those that end a line or the
 * program, and those that a terminal sends for Tab and Backspace.
 */
static bool
is_fixed(unsigned code)
{
	static const char keys[] = "CDHIJM";

	for (size_t i = 0; keys[i] != '\0'; i++)
		if (code == (unsigned)(keys[i] & 0x1f))
			return true;
	return false;
}

/* Appends the name of the key, as it is shown. */
static void
put_name(struct buf *to, unsigned code)
{
	char key = (char)(code & 0x7f);

	if (code & BINDINGS_FUNCTION) {
		(void)BUF_CAT(to, STR("F"), DECIMAL(code & 0xff));
		return;
	}
	if (!(code & BINDINGS_ALT))
		key = (char)(key | '@');
	else if (is_letter(key))
		key = (char)(key & ~0x20);
	(void)BUF_CAT(to, code & BINDINGS_ALT ? STR("Alt-") : STR("Ctrl-"),
	    (struct str) { &key, 1 });
}

/* Returns the place of the key, or that after the last. */
static size_t
find(unsigned code)
{
	size_t i = 0;

	while (i < bound.count && bound.binding[i].code != code)
		i++;
	return i;
}

const char *
bindings_set(struct str entry)
{
	const unsigned code = bindings_code(str_word(&entry));
	const struct str command = str_strip(entry);
	const size_t i = find(code);
	struct buf text;

	if (code == 0)
		return "a key is Alt-X, Ctrl-X or F1 to F12";
	if (is_fixed(code))
		return "this key cannot be bound";
	if (command.len < 2 || command.at[0] != '/')
		return "after the key comes a command with its /";
	if (command.len > BINDINGS_TEXT)
		return "the command is too long, limit 400 bytes";
	if (i == BINDINGS_MOST)
		return "too many, limit 50";
	if (i == bound.count)
		bound.count++;
	struct binding *binding = &bound.binding[i];
	binding->code = code;
	buf_init(&text, binding->text, sizeof(binding->text));
	put_name(&text, code);
	(void)BUF_CAT(&text, STR(" "));
	binding->command = buf_len(&text);
	(void)BUF_CAT(&text, command); /* it fits */
	binding->len = buf_len(&text);
	return NULL;
}

bool
bindings_remove(struct str key)
{
	const unsigned code = bindings_code(key);
	const size_t i = find(code);

	if (code == 0 || i == bound.count)
		return false;
	bound.count--;
	memmove(&bound.binding[i], &bound.binding[i + 1],
	    (bound.count - i) * sizeof(bound.binding[0]));
	return true;
}

void
bindings_clear(void)
{
	bound.count = 0;
}

struct str
bindings_at(size_t i)
{
	if (i >= bound.count)
		return STR("");
	return (struct str) { bound.binding[i].text, bound.binding[i].len };
}

struct str
bindings_find(unsigned code)
{
	const size_t i = find(code);

	if (code == 0 || i == bound.count)
		return STR("");
	const struct binding *binding = &bound.binding[i];
	return (struct str) { binding->text + binding->command,
		binding->len - binding->command };
}
