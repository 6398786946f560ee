/// What can go wrong with a message.
enum Fault: UInt32 {
    case altered = 1
    case misled
    case overtaken
    case doubled
    case wrongWork
    case closed
    case refused
    case silent
    case descriptors

    /// Who found it.
    enum Finder: UInt32 { case server, driver }

    /// The fault in a sentence, with what was noted beside it.
    func sentence(by finder: Finder, connection: UInt32, detail: UInt32, due: UInt32) -> String {
        let what = finder == .server ? "message" : "answer"
        let place = "connection \(connection)"
        switch self {
        case .altered: return "\(place): the checksum of \(what) \(due) is wrong"
        case .misled: return "\(place): a \(what) of connection \(detail) came"
        case .overtaken: return "\(place): \(what) \(detail) came where \(due) was due: lost or overtaken"
        case .doubled: return "\(place): \(what) \(detail) came again where \(due) was due"
        case .wrongWork: return "\(place): answer \(due) does not hold the result of the work"
        case .closed: return "\(place): closed by the \(finder == .server ? "driver" : "server") at \(what) \(due)"
        case .refused: return "\(place): \(what) \(due) went wrong: \(errorText(Int32(bitPattern: detail)))"
        case .silent: return "\(place): no \(what) \(due) in \(detail) s"
        case .descriptors:
            return "the driver has no room for connection \(connection): "
                + errorText(Int32(bitPattern: detail))
        }
    }
}
