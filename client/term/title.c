/* The window title: see title.h. The sequences are xterm's. */
#include "term/title.h"

#include "shared/buf.h"
#include "text/harmless.h"

#define KEEP STR("\033[22;2t")
#define RESTORE STR("\033[23;2t")
#define BEGIN STR("\033]2;")
#define END STR("\a")

/* The starts of TERM for terminals that have a title. */
static const char *const known[] = { "alacritty", "foot", "gnome", "kitty",
	"konsole", "rxvt", "screen", "st", "tmux", "vte", "xterm" };

static bool
is_known(const char *term)
{
	for (size_t i = 0; term != NULL && i < COUNT(known); i++)
		if (strncmp(term, known[i], strlen(known[i])) == 0)
			return true;
	return false;
}

void
title_begin(struct title *title, struct out *out, const char *term)
{
	const bool kept = title->known;

	*title = (struct title) { .known = is_known(term) };
	if (title->known && !kept)
		out_put(out, KEEP);
}

static void
put_name(struct buf *to, struct str name)
{
	size_t len;

	for (; name.len > 0; str_drop(&name, len)) {
		const struct str shown = harmless_replace(name, &len);
		if (!BUF_CAT(to, shown))
			return;
	}
}

void
title_show(struct title *title, struct out *out, struct str view, size_t news)
{
	char memory[TITLE_SIZE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	if (news > 0)
		(void)BUF_CAT(&text, STR("("), DECIMAL(news), STR(") "));
	(void)BUF_CAT(&text, STR("forkcast"), view.len > 0 ? STR(": ") : view);
	put_name(&text, view);
	const struct str now = buf_str(&text);
	if (!title->known || out_room(out) < 2 * TITLE_SIZE ||
	    str_eq(now, (struct str) { title->text, title->len }))
		return;
	memcpy(title->text, now.at, now.len);
	title->len = now.len;
	out_put(out, BEGIN);
	out_put(out, now);
	out_put(out, END);
}

void
title_end(struct title *title, struct out *out)
{
	if (title->known)
		out_put(out, RESTORE);
	title->known = false;
}
