/* How many colours the terminal has. Used where anything is coloured. */
#ifndef CLIENT_TEXT_DEPTH_H
#define CLIENT_TEXT_DEPTH_H

enum depth {
	DEPTH_NONE, /* or none are wanted */
	DEPTH_16,
	DEPTH_256,
	DEPTH_TRUE /* any mixture of 256 shades each of red, green and blue */
};

/* By NO_COLOR, COLORTERM and TERM of the environment; nothing is asked. */
enum depth depth_of_terminal(void);

#endif
