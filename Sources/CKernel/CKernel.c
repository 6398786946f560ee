// CKernel
