/* The colour depth of the terminal. */
#ifndef CLIENT_TEXT_DEPTH_H
#define CLIENT_TEXT_DEPTH_H

enum depth {
	DEPTH_NONE, /* no colours, or none wanted */
	DEPTH_16,
	DEPTH_256,
	DEPTH_TRUE /* any mixture of 256 shades each of red, green and blue */
};

/*
 * Returns the depth, judged by NO_COLOR, COLORTERM and TERM in the environment;
 * it does not ask the terminal.
 */
enum depth depth_of_terminal(void);

#endif
