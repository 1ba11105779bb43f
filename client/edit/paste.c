/* Pasted text: see paste.h. */
#include "edit/paste.h"

void
paste_begin(struct paste *paste)
{
	paste->len = 0;
	paste->lost = false;
}

static void
add(struct paste *paste, struct str text)
{
	if (text.len > PASTE_MOST - paste->len) {
		paste->lost = true;
		return;
	}
	memcpy(paste->text + paste->len, text.at, text.len);
	paste->len += text.len;
}

/* Returns how many characters the last line has so far. */
static size_t
column(const struct paste *paste)
{
	size_t count = 0;

	for (size_t i = paste->len; i > 0 && paste->text[i - 1] != '\n'; i--)
		count += ((unsigned char)paste->text[i - 1] & 0xc0) != 0x80;
	return count;
}

void
paste_add(struct paste *paste, struct str text)
{
	const struct str spaces = STR("        ");

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\t')
			add(paste, (struct str) { &text.at[i], 1 });
		else
			add(paste,
			    (struct str) { spaces.at,
				spaces.len - column(paste) % spaces.len });
}

struct str
paste_text(const struct paste *paste)
{
	struct str text = { paste->text, paste->len };

	while (text.len > 0 &&
	    (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == ' '))
		text.len--;
	while (text.len > 0 && text.at[0] == '\n')
		str_drop(&text, 1);
	return text;
}

size_t
paste_lines(const struct paste *paste)
{
	const struct str text = paste_text(paste);
	size_t count = text.len > 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\n';
	return count;
}
