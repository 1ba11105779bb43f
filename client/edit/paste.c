/* Pasted text: see paste.h. */
#include "edit/paste.h"

void
paste_begin(struct paste *paste)
{
	paste->len = 0;
	paste->lost = false;
}

void
paste_add(struct paste *paste, struct str character)
{
	if (character.len > PASTE_MOST - paste->len) {
		paste->lost = true;
		return;
	}
	memcpy(paste->text + paste->len, character.at, character.len);
	paste->len += character.len;
}

struct str
paste_text(const struct paste *paste)
{
	struct str text = { paste->text, paste->len };

	while (text.len > 0 &&
	    (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == ' '))
		text.len--;
	return text;
}

size_t
paste_lines(const struct paste *paste)
{
	const struct str text = paste_text(paste);
	size_t count = 0;
	bool empty = true;

	for (size_t i = 0; i < text.len; i++) {
		count += empty && text.at[i] != '\n';
		empty = text.at[i] == '\n';
	}
	return count;
}
