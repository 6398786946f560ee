internal import CKernel

/// How requests that compute are sized.
///
/// A core's clock wanders by percents, and each worker that looked at it for itself would do another amount of work:
/// on a Xeon whose clock goes from 2.8 to 3.1 GHz, requests of 100 µs differed by up to 6 % from row to row. So a run
/// looks once, before there are workers, and to a tenth of a multiply a nanosecond, so that runs mostly agree too.
extension Place {
    /// The same place with the rate of the core that the calling thread is on.
    public var withWorkRate: Place {
        var place = self
        place.workRate = Place.workRate()
        return place
    }

    /// How many dependent multiplies last so many nanoseconds: a multiple of eight, as the loop wants it.
    func multiplies(lasting nanoseconds: Int) -> Int {
        guard nanoseconds > 0 else { return 0 }
        return max(8, Int(Double(nanoseconds) * (workRate ?? Place.workRate())) & ~7)
    }

    /// Multiplies in a nanosecond, by the fastest of a few tries.
    private static func workRate() -> Double {
        let tried = 160_000
        let took = (0..<9).map { _ in
            let start = k_raw_ns()
            k_sentinel_multiplies(tried)
            return k_raw_ns() - start
        }
        return workRate(of: tried, in: took.min() ?? 1)
    }

    /// The rate of so many multiplies in so many nanoseconds, rounded.
    static func workRate(of multiplies: Int, in nanoseconds: Int64) -> Double {
        max(0.1, (Double(multiplies) / Double(max(nanoseconds, 1)) * 10).rounded() / 10)
    }
}
