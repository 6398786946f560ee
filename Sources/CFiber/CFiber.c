// CFiber
