/*
 * The entry points of libFuzzer, and functions for targets to split their
 * input: see fuzz.h.
 */
#include "fuzz.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz((struct str) { (const char *)data, size });
	return 0;
}

bool
fuzz_line(struct str *script, struct str *line)
{
	const char *lf;

	if (script->len == 0)
		return false;
	lf = memchr(script->at, '\n', script->len);
	*line = *script;
	if (lf != NULL)
		line->len = (size_t)(lf - script->at);
	const size_t used = line->len + (lf != NULL);
	script->at += used;
	script->len -= used;
	return true;
}

unsigned char
fuzz_byte(struct str *input)
{
	if (input->len == 0)
		return 0;
	input->len--;
	return (unsigned char)*input->at++;
}

struct str
fuzz_piece(struct str *input, const char *bytes, unsigned char *how)
{
	struct str piece = { input->at, 0 };

	for (; input->len > 0; piece.len++) {
		const unsigned char byte = fuzz_byte(input);
		if (byte != 0 && strchr(bytes, byte) != NULL) {
			*how = byte;
			break;
		}
	}
	return piece;
}
